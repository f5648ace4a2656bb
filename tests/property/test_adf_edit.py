"""Laws of writing our own section into somebody else's document: nothing else of it changes."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connectors.host.adf_edit import section_of, with_section, without_section
from connectors.host.compose import compose
from connectors.host.errors import WouldLose
from tests.fakes.adf import DOCUMENT, SAID, Node

TITLE = "AI summary"
CONTENT = st.lists(SAID, min_size=1, max_size=4).map(
    lambda lines: compose("\n\n".join(["First", *lines]), "by Vouch")["content"]
)


@given(DOCUMENT, CONTENT)
def test_everything_else_stays(document: Node, content: list[Node]) -> None:
    """A new section stands last; every node before it is the very node that was there."""
    before = copy.deepcopy(document)
    made = with_section(document, TITLE, content)
    assert document == before
    assert made["content"][:-1] == before["content"]
    assert all(one is other for one, other in zip(made["content"], document["content"], strict=False))
    assert {**made, "content": []} == {**before, "content": []}


@given(DOCUMENT, CONTENT, CONTENT)
def test_the_section_comes_and_goes(document: Node, content: list[Node], other: list[Node]) -> None:
    """What was put in is found, replaced in place and taken out again, and then nothing is left of it."""
    made = with_section(document, TITLE, content)
    found = section_of(made, TITLE)
    assert found is not None
    assert found["content"] == content
    assert with_section(made, TITLE, content) == made
    assert with_section(made, TITLE, other) == with_section(document, TITLE, other)
    assert without_section(made, TITLE) == document
    assert without_section(document, TITLE) is document
    assert section_of(document, TITLE) is None


@given(DOCUMENT, CONTENT, st.data())
def test_a_section_that_was_moved(document: Node, content: list[Node], data: Any) -> None:
    """Where a person moved the section, it is replaced there, and their width, id and neighbours stay."""
    moved: Node = {"type": "expand", "attrs": {"title": TITLE, "localId": "l"}, "content": [{"type": "paragraph"}]}
    at = data.draw(st.integers(0, len(document["content"])))
    columns = [
        {"type": "layoutColumn", "attrs": {"width": 50}, "content": [moved]},
        {"type": "layoutColumn", "attrs": {"width": 50}, "content": [{"type": "rule"}]},
    ]
    around = data.draw(st.sampled_from([moved, {"type": "layoutSection", "content": columns}]))
    before = {**document, "content": [*document["content"][:at], around, *document["content"][at:]]}
    made = with_section(before, TITLE, content)
    assert section_of(made, TITLE) == {**moved, "content": content}
    assert with_section(made, TITLE, moved["content"]) == before
    left = without_section(made, TITLE)
    assert section_of(left, TITLE) is None
    assert [*left["content"][:at], *left["content"][len(left["content"]) - len(document["content"]) + at :]] == (
        document["content"]
    )


@given(DOCUMENT, CONTENT)
def test_two_sections_are_refused(document: Node, content: list[Node]) -> None:
    """Nobody can say which of two is meant."""
    made = with_section(document, TITLE, content)
    twice = {**made, "content": [made["content"][-1], *made["content"]]}
    for edit in (lambda: with_section(twice, TITLE, content), lambda: without_section(twice, TITLE)):
        with pytest.raises(WouldLose) as refused:
            edit()
        assert refused.value.reason == "ambiguous"


JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", "content", "attrs", "text", "marks", "version"]), inner, max_size=5),
        inner.map(lambda inside: {"type": "paragraph", "content": inside}),
    ),
    max_leaves=12,
)


@given(st.one_of(JSON, JSON.map(lambda content: {"version": 1, "type": "doc", "content": content})), CONTENT)
def test_anything_else_is_kept_or_refused(document: Any, content: list[Node]) -> None:
    """What is no document is refused, whatever it is; what is one comes back whole."""
    assume(document is not None)
    reason = ""
    try:
        made = with_section(document, TITLE, content)
    except WouldLose as refused:
        reason = refused.reason
    assert reason == "not_a_document" or (not reason and without_section(made, TITLE) == document)
