"""Writing a section of ours: where it may stand, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.host.adf_edit import section_of, text_length, with_section, without_section
from connectors.host.compose import compose
from connectors.host.errors import WouldLose

TITLE = "AI summary"
CONTENT = compose("# Cause\n- The pool was empty.\n\nNobody saw it.", "by Vouch")["content"]
PARAGRAPH = {"type": "paragraph", "content": [{"type": "text", "text": "theirs"}]}


def doc(*content: Any) -> dict[str, Any]:
    """A document."""
    return {"version": 1, "type": "doc", "content": list(content)}


def expand(kind: str = "expand", *content: Any) -> dict[str, Any]:
    """A section of ours as it stands somewhere."""
    return {"type": kind, "attrs": {"title": TITLE}, "content": list(content) or [PARAGRAPH]}


def table(*cell: Any) -> dict[str, Any]:
    """A table of one cell."""
    row = {"type": "tableRow", "content": [{"type": "tableCell", "content": list(cell)}]}
    return {"type": "table", "content": [row]}


def test_where_nothing_stands() -> None:
    """An empty field gets a document of the section alone."""
    made = with_section(None, TITLE, CONTENT)
    assert made == doc(expand("expand", *CONTENT))
    assert without_section(made, TITLE) == doc()


def test_a_section_inside_a_table() -> None:
    """Where a person moved it into a cell it stays a nested expand; taking it out leaves the cell a paragraph."""
    made = with_section(doc(table(expand("nestedExpand"))), TITLE, CONTENT)
    assert made == doc(table(expand("nestedExpand", *CONTENT)))
    assert without_section(made, TITLE) == doc(table({"type": "paragraph"}))


def test_an_expand_of_another_title_is_theirs() -> None:
    """Only the exact title makes a section ours."""
    theirs = {"type": "expand", "attrs": {"title": TITLE + "!"}, "content": [PARAGRAPH]}
    untitled = {"type": "expand", "content": [PARAGRAPH]}
    assert section_of(doc(theirs, untitled), TITLE) is None
    assert with_section(doc(theirs, untitled), TITLE, CONTENT)["content"][:2] == [theirs, untitled]


REFUSED: dict[str, tuple[Any, str]] = {
    "no document": ({"type": "paragraph"}, "not_a_document"),
    "another version": ({"type": "doc", "version": 2, "content": []}, "not_a_document"),
    "a list": ([], "not_a_document"),
    "a text among the nodes": (doc("words"), "not_a_document"),
    "a node without a type": (doc({"content": []}), "not_a_document"),
    "content that is no list": (doc({"type": "panel", "content": {}}), "not_a_document"),
    "a part that only storage format has": (
        doc({"type": "extension", "attrs": {"extensionKey": "legacy-content", "extensionType": "x"}}),
        "elsewhere",
    ),
    "a part that the product could not say": (
        doc({"type": "panel", "content": [{"type": "unsupportedBlock"}]}),
        "elsewhere",
    ),
    "two sections": (doc(expand(), expand()), "ambiguous"),
    "two sections, one of them in a cell": (doc(table(expand("nestedExpand")), expand()), "ambiguous"),
    "an expand in an expand": (doc({"type": "expand", "content": [expand()]}), "nesting"),
    "an expand in a panel": (doc({"type": "panel", "content": [expand()]}), "nesting"),
    "a nested expand on its own": (doc(expand("nestedExpand")), "nesting"),
}


@pytest.mark.parametrize(("document", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused(document: Any, reason: str) -> None:
    """What cannot be written without loss is refused with a reason, before anything is sent."""
    with pytest.raises(WouldLose) as refused:
        with_section(document, TITLE, CONTENT)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": "no paragraph around it"}],
        [{"type": "expand", "content": [PARAGRAPH]}],
        [{"type": "paragraph", "content": [PARAGRAPH]}],
        [{"type": "futureNode"}],
        [{**PARAGRAPH, "marks": [{"type": "alignment", "attrs": {"align": "end"}}]}],
        [{"type": "decisionList", "content": [{"type": "decisionItem"}]}],
    ],
)
def test_content_that_may_not_stand_there(content: Any) -> None:
    """Nodes that the schema does not allow in an expand, or that we never write, are refused."""
    with pytest.raises(WouldLose, match="nesting"):
        with_section(None, TITLE, content)


def test_a_table_may_stand_in_an_expand_but_not_in_a_nested_one() -> None:
    """The schema tells the two kinds of expand apart."""
    rule = [{"type": "blockCard", "attrs": {"url": "https://a.example"}}]
    with_section(doc(expand()), TITLE, rule)
    with pytest.raises(WouldLose, match="nestedExpand > blockCard"):
        with_section(doc(table(expand("nestedExpand"))), TITLE, rule)


@pytest.mark.parametrize("title", ["", " \n"])
def test_a_section_needs_a_title_and_content(title: str) -> None:
    """A section that nobody could find again is not made."""
    with pytest.raises(ValueError, match="title"):
        with_section(None, title, CONTENT)
    with pytest.raises(ValueError, match="content"):
        with_section(None, TITLE, [])


def test_the_limit_of_the_product() -> None:
    """A text that the product would cut off or refuse is refused here, counted as Jira counts, in UTF-16 units."""
    filled = doc(
        {"type": "paragraph", "content": [{"type": "text", "text": "x" * 100}, {"type": "text", "text": "🚀"}]}
    )
    assert text_length(filled) == 102
    length = text_length(with_section(filled, TITLE, CONTENT))
    with_section(filled, TITLE, CONTENT, limit=length)
    with pytest.raises(WouldLose, match="too_long"):
        with_section(filled, TITLE, CONTENT, limit=length - 1)


def test_no_depth_ends_the_process() -> None:
    """A document nested deeper than any stack is searched all the same."""
    node: dict[str, Any] = dict(PARAGRAPH)
    for _ in range(50_000):
        node = {"type": "bulletList", "content": [node]}
    made = with_section(doc(node), TITLE, CONTENT)
    assert made["content"][0] is node
    assert len(without_section(made, TITLE)["content"]) == 1
