"""Writing a section of ours into storage format: layouts, refusals."""

from __future__ import annotations

import pytest

from connectors.confluence.storage import read_storage
from connectors.confluence.storage_compose import storage_of
from connectors.confluence.storage_edit import section_of, with_section, without_section
from connectors.confluence.storage_tree import MAX_CHARACTERS
from connectors.host.compose import compose
from connectors.host.errors import WouldLose

TITLE = "AI summary"
CONTENT = compose("# Cause\n- The pool & the <disk>.\n\nNobody\nsaw it.", "by Vouch")["content"]
SAID = (
    "<h4>Cause</h4><ul><li><p>The pool &amp; the &lt;disk&gt;.</p></li></ul><p>Nobody<br />saw it.</p>"
    "<p><em>by Vouch</em></p>"
)
SECTION = (
    '<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">AI summary</ac:parameter>'
    f"<ac:rich-text-body>{SAID}</ac:rich-text-body></ac:structured-macro>"
)
ROW = '<ac:layout-section ac:type="{}"><ac:layout-cell>{}</ac:layout-cell></ac:layout-section>'


def test_what_is_written() -> None:
    """The section is Confluence's own expand macro; our words are text, whatever they look like."""
    assert storage_of(CONTENT) == SAID
    assert with_section("<p>theirs</p>", TITLE, CONTENT) == "<p>theirs</p>" + SECTION
    assert [block.text for block in read_storage(SECTION).blocks] == [
        "AI summary",
        "Cause",
        "- The pool & the <disk>.",
        "Nobody\nsaw it.",
        "by Vouch",
    ]


@pytest.mark.parametrize(
    ("kind", "added"), [("two_equal", "single"), ("fixed-width", 'fixed-width" ac:breakout-mode="default')]
)
def test_a_page_of_layouts(kind: str, added: str) -> None:
    """A section of its own in the layout, of the kind that the page's editor writes; taken out, it leaves nothing."""
    page = f"<ac:layout>{ROW.format(kind, '<p>theirs</p>')}</ac:layout>\n"
    made = with_section(page, TITLE, CONTENT)
    assert made == page.replace("</ac:layout>", ROW.format(added, SECTION) + "</ac:layout>")
    assert without_section(made, TITLE) == page


def test_a_cell_of_theirs_stays() -> None:
    """Moved into a column of theirs, the section goes and the column stays."""
    page = f"<ac:layout>{ROW.format('two_equal', '<p>a</p>')}{ROW.format('single', SECTION + '<p>b</p>')}</ac:layout>"
    assert without_section(page, TITLE) == page.replace(SECTION, "")
    alone = f"<ac:layout>{ROW.format('single', SECTION)}</ac:layout>"
    assert without_section(alone, TITLE) == alone.replace(SECTION, "")


@pytest.mark.parametrize("body", ["", "<ac:rich-text-body/>", "<ac:rich-text-body  />"])
def test_a_section_that_was_emptied(body: str) -> None:
    """An expand without a body is written anew."""
    macro = SECTION.replace(f"<ac:rich-text-body>{SAID}</ac:rich-text-body>", body)
    assert section_of(macro, TITLE) == ""
    assert with_section(macro, TITLE, CONTENT) == SECTION


@pytest.mark.parametrize(
    "storage",
    [
        "<p>open",
        "<p>a</b>",
        "a & b",
        "<p>&nope;</p>",
        "<p>&#0;</p>",
        "\x01",
        "\ud800",
        "</root><root>",
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        "<![CDATA[ open",
        "<p a='1' a='2'/>",
    ],
)
def test_what_cannot_be_parsed_is_refused(storage: str) -> None:
    """A body that is not well-formed is left alone: nobody can say where its elements end."""
    for edit in (
        lambda: with_section(storage, TITLE, CONTENT),
        lambda: without_section(storage, TITLE),
        lambda: section_of(storage, TITLE),
    ):
        with pytest.raises(WouldLose, match="not_a_document"):
            edit()


def test_more_than_is_read_is_not_written() -> None:
    """A page that would become longer than what we read is refused."""
    with pytest.raises(WouldLose, match="too_long"):
        with_section("x" * MAX_CHARACTERS, TITLE, CONTENT)
    with pytest.raises(WouldLose, match="too_long"):
        section_of("x" * (MAX_CHARACTERS + 1), TITLE)


@pytest.mark.parametrize(
    "node",
    [
        {"type": "table"},
        {"type": "heading", "attrs": {"level": 9}},
        {"type": "text", "text": "a", "marks": [{"type": "link", "attrs": {"href": "https://a.example"}}]},
    ],
)
def test_a_node_without_words_for_it_is_refused(node: dict[str, object]) -> None:
    """A node or mark that the writer does not know is never left out silently."""
    with pytest.raises(WouldLose, match="nesting"):
        with_section("", TITLE, [node])
