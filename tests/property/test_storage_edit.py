"""Laws of writing our own section into somebody else's storage format: not one other character changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.confluence.storage import read_storage
from connectors.confluence.storage_compose import storage_of
from connectors.confluence.storage_edit import section_of, with_section, without_section
from connectors.confluence.storage_tree import parse
from connectors.host.adf import read_adf
from connectors.host.compose import compose
from connectors.host.errors import WouldLose
from tests.fakes.adf import SAID, Node
from tests.fakes.storage import BODY

TITLE = 'AI summary "é" & <more>'
CONTENT = st.lists(SAID, min_size=1, max_size=4).map(
    lambda lines: compose("\n\n".join(["First", *lines]), "by Vouch")["content"]
)


@given(BODY, CONTENT)
def test_everything_else_stays(storage: str, content: list[Node]) -> None:
    """A new section is one piece of text more, all that stood there stands there still, and it is well-formed."""
    made = with_section(storage, TITLE, content)
    parse(made)
    added = len(made) - len(storage)
    assert any(made.startswith(storage[:at]) and made[at + added :] == storage[at:] for at in range(len(storage) + 1))
    assert storage_of(content) in made


@given(BODY, CONTENT, CONTENT)
def test_the_section_comes_and_goes(storage: str, content: list[Node], other: list[Node]) -> None:
    """What was put in is found, replaced in place and taken out again, and then nothing is left of it."""
    made = with_section(storage, TITLE, content)
    assert section_of(made, TITLE) == storage_of(content)
    assert with_section(made, TITLE, content) == made
    assert with_section(made, TITLE, other) == with_section(storage, TITLE, other)
    assert without_section(made, TITLE) == storage
    assert without_section(storage, TITLE) == storage
    assert section_of(storage, TITLE) is None


@given(BODY, BODY, CONTENT, st.data())
def test_a_section_that_was_moved(before: str, after: str, content: list[Node], data: Any) -> None:
    """Where a person moved the section, it is replaced there, however it is written by then."""
    open_body, close_body = data.draw(
        st.sampled_from(
            [("<ac:rich-text-body>", "</ac:rich-text-body>"), ("<ac:rich-text-body >\n", "</ac:rich-text-body\n>")]
        )
    )
    title = data.draw(
        st.sampled_from(
            ['AI summary "&eacute;" &amp; &lt;more>', '\n<![CDATA[AI summary "é"]]>&nbsp;&#38; &lt;more&#62; ']
        )
    )
    macro = (
        '<ac:structured-macro ac:schema-version="1" ac:name=\'expand\' ac:macro-id="x>y">\n'
        f'<ac:parameter ac:name="breakoutWidth">760</ac:parameter><ac:parameter ac:name="title">{title}</ac:parameter>'
        f"{open_body}<p>old</p>{close_body}\n</ac:structured-macro >"
    )
    around = data.draw(st.sampled_from(["{}", "<table><tbody><tr><td>{}</td></tr></tbody></table>"]))
    made = with_section(before + around.format(macro) + after, TITLE, content)
    assert made.startswith(before)
    assert section_of(made, TITLE) == storage_of(content)
    assert without_section(made, TITLE) == before + around.format("") + after


@given(st.lists(SAID, max_size=4).map(lambda lines: "\n\n".join(["First", *lines])))
def test_both_formats_say_the_same(text: str) -> None:
    """What is written in storage format reads as what is written in Atlassian Document Format."""
    document = compose(text, "footer")
    ours = [(block.kind, block.text.split()) for block in read_adf(document).blocks]
    assert [(block.kind, block.text.split()) for block in read_storage(storage_of(document["content"])).blocks] == ours


@given(st.text(alphabet="<>&;/!-[]=\"' acnpre:titlCDATA\x01\n\ud800", max_size=60), CONTENT)
def test_anything_else_is_kept_or_refused(storage: str, content: list[Node]) -> None:
    """What is not well-formed is refused, whatever it is; what is comes back whole."""
    reason = ""
    try:
        made = with_section(storage, TITLE, content)
    except WouldLose as refused:
        reason = refused.reason
    assert reason == "not_a_document" or (not reason and without_section(made, TITLE) == storage)


@given(BODY, CONTENT)
def test_two_sections_are_refused(storage: str, content: list[Node]) -> None:
    """Nobody can say which of two is meant."""
    twice = with_section("", TITLE, content) + with_section(storage, TITLE, content)
    for edit in (with_section, lambda storage, title, _: without_section(storage, title)):
        with pytest.raises(WouldLose) as refused:
            edit(twice, TITLE, content)
        assert refused.value.reason == "ambiguous"
