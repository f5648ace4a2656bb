"""Storage format to text: nothing is lost, nothing crashes."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.confluence.storage import read_storage
from connectors.confluence.storage_tree import MAX_CHARACTERS, MAX_DEPTH, NotStorage, parse
from connectors.host.adf import read_adf
from connectors.host.model import Block, BlockKind, Person

K = BlockKind


def macro(name: str, inside: str = "", /, **parameters: str) -> str:
    """A structured macro; `inside` stands in its rich text body."""
    said = "".join(f'<ac:parameter ac:name="{key}">{value}</ac:parameter>' for key, value in parameters.items())
    body = f"<ac:rich-text-body>{inside}</ac:rich-text-body>" if inside else ""
    return f'<ac:structured-macro ac:name="{name}">{said}{body}</ac:structured-macro>'


CODE = '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">py</ac:parameter>{}</ac:structured-macro>'
PLAIN = "<ac:plain-text-body><![CDATA[{}]]></ac:plain-text-body>"
TASK = "<ac:task><ac:task-id>7</ac:task-id><ac:task-status>{}</ac:task-status><ac:task-body>{}</ac:task-body></ac:task>"
CASES: dict[str, tuple[str, list[tuple[BlockKind, str]]]] = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", [(K.PARAGRAPH, "One."), (K.PARAGRAPH, "Two.")]),
    "line break": ("<p>a<br/>b</p>", [(K.PARAGRAPH, "a\nb")]),
    "spaces of the source are one": ("<p>a\n   b&nbsp;c</p>", [(K.PARAGRAPH, "a b c")]),
    "entities": (
        "<p>R&amp;D &eacute;t&#233; &lt;b&gt; &hellip; &nope; &</p>",
        [(K.PARAGRAPH, "R&D été <b> … &nope; &")],
    ),
    "heading": ("<h2>Cause</h2>", [(K.HEADING, "Cause")]),
    "marks are dropped": ('<p><span style="color: red;">red</span> <em>al</em>ert</p>', [(K.PARAGRAPH, "red alert")]),
    "link": ('<p><a href="https://a.example">here</a></p>', [(K.PARAGRAPH, "here (https://a.example)")]),
    "page link": (
        '<p><ac:link><ri:page ri:content-title="Runbook"/><ac:link-body>the <b>book</b></ac:link-body></ac:link></p>',
        [(K.PARAGRAPH, "the book (Runbook)")],
    ),
    "page link without words": (
        '<p><ac:link><ri:page ri:content-title="Runbook"/></ac:link></p>',
        [(K.PARAGRAPH, "Runbook")],
    ),
    "attachment link": (
        (
            '<p><ac:link><ri:attachment ri:filename="a.log"/><ac:plain-text-link-body><![CDATA[log]]>'
            "</ac:plain-text-link-body></ac:link></p>"
        ),
        [(K.PARAGRAPH, "log (a.log)")],
    ),
    "link to an anchor": ('<p><ac:link ac:anchor="Risks"/></p>', [(K.PARAGRAPH, "Risks")]),
    "nested lists": (
        '<ol start="3"><li><p>first</p><ul><li>inner</li></ul></li><li>second</li></ol>',
        [(K.LIST_ITEM, "3. first"), (K.LIST_ITEM, "   - inner"), (K.LIST_ITEM, "4. second")],
    ),
    "list in a list, without an item": ("<ul><ul><li>x</li></ul></ul>", [(K.LIST_ITEM, "  - x")]),
    "tasks": (
        f"<ac:task-list>{TASK.format('incomplete', 'open')}{TASK.format('complete', 'done')}</ac:task-list>",
        [(K.TASK_OPEN, "open"), (K.TASK_DONE, "done")],
    ),
    "table": (
        (
            "<table><tbody><tr><th>A</th><th>B</th></tr>"
            "<tr><td><p>1</p><p>2</p></td><td><ul><li>x</li></ul></td></tr></tbody></table>"
        ),
        [(K.TABLE_ROW, "A | B"), (K.TABLE_ROW, "1; 2 | - x")],
    ),
    "cells that span columns and rows": (
        (
            '<table><tr><th rowspan="2">Area</th><th colspan="2">Load</th></tr><tr><th>day</th><th>night</th></tr>'
            "<tr><td>EU</td><td/><td>9</td></tr></table>"
        ),
        [(K.TABLE_ROW, "Area | Load"), (K.TABLE_ROW, " | day | night"), (K.TABLE_ROW, "EU |  | 9")],
    ),
    "table in a table": (
        (
            '<table><tr><td rowspan="2">a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr>'
            "<tr><td>d</td></tr></table>"
        ),
        [(K.TABLE_ROW, "a | b | c"), (K.TABLE_ROW, " | d")],
    ),
    "quote": ("<blockquote><p>said</p></blockquote>", [(K.QUOTE, "said")]),
    "panel": (macro("info", "<p>Note it</p>", title="Mind"), [(K.PANEL, "Mind"), (K.PANEL, "Note it")]),
    "expand": (macro("expand", "<p>inside</p>", title="More"), [(K.HEADING, "More"), (K.PARAGRAPH, "inside")]),
    "layout": (
        "<ac:layout><ac:layout-section><ac:layout-cell><p>left</p></ac:layout-cell></ac:layout-section></ac:layout>",
        [(K.PARAGRAPH, "left")],
    ),
    "code": (CODE.format(PLAIN.format("if a < b:\n    x &amp; y")), [(K.CODE, "if a < b:\n    x &amp; y")]),
    "code with the end of a CDATA section in it": (
        CODE.format(PLAIN.format("a]]]]><![CDATA[>b")),
        [(K.CODE, "a]]>b")],
    ),
    "preformatted": ("<pre>a\n  b</pre>", [(K.CODE, "a\n  b")]),
    "status, date, emoji": (
        (
            f'<p>{macro("status", title="DONE", colour="Green")} <time datetime="2026-11-23"/> '
            '<ac:emoticon ac:name="tick" ac:emoji-shortname=":ok:"/></p>'
        ),
        [(K.PARAGRAPH, "[DONE] 2026-11-23 :ok:")],
    ),
    "image with caption": (
        (
            '<ac:image ac:alt="graph.png"><ri:attachment ri:filename="g1.png"/><ac:caption><p>Errors</p></ac:caption>'
            "</ac:image>"
        ),
        [(K.MEDIA, "[file: graph.png]"), (K.PARAGRAPH, "Errors")],
    ),
    "image in a sentence": (
        '<p>see <ac:image><ri:attachment ri:filename="g.png"/></ac:image> there</p>',
        [(K.PARAGRAPH, "see [file: g.png] there")],
    ),
    "Jira issue": (f"<p>after {macro('jira', key='PAY-1')}</p>", [(K.PARAGRAPH, "after PAY-1")]),
    "Jira search": (
        macro("info", f"<p>{macro('jira', jqlQuery='project = PAY')}</p>"),
        [(K.PANEL, "[macro: jira: project = PAY]")],
    ),
    "footnote": (f"<p>fact{macro('footnote', 'see <b>x</b>')}.</p>", [(K.PARAGRAPH, "fact (footnote: see x).")]),
    "anchor says nothing": (f"<p>a{macro('anchor')}b</p>", [(K.PARAGRAPH, "ab")]),
    "mention without a name": (
        '<p>Ask <ac:link><ri:user ri:account-id="5b10"/></ac:link></p>',
        [(K.PARAGRAPH, "Ask @somebody")],
    ),
    "unknown macro": (
        macro("panel-x", "<p>body</p>", width="30"),
        [(K.UNKNOWN, "[macro: panel-x]"), (K.PARAGRAPH, "body")],
    ),
    "macro about a file": (
        macro("viewpdf", name='<ri:attachment ri:filename="a.pdf"/>'),
        [(K.UNKNOWN, "[macro: viewpdf: a.pdf]")],
    ),
    "decision": (
        (
            '<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-node type="decision-item">'
            '<ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>we go</ac:adf-content>'
            "</ac:adf-node></ac:adf-node><ac:adf-fallback><p>we go</p></ac:adf-fallback></ac:adf-extension>"
        ),
        [(K.DECISION, "we go")],
    ),
    "fallback of a node without words": (
        '<ac:adf-extension><ac:adf-node type="panel"/><ac:adf-fallback><p>old</p></ac:adf-fallback></ac:adf-extension>',
        [(K.PARAGRAPH, "old")],
    ),
    "app's macro with a body": (
        (
            '<ac:adf-extension><ac:adf-node type="extension">'
            '<ac:adf-attribute key="extension-key">app/tabs</ac:adf-attribute>'
            '<ac:adf-attribute key="parameters"><ac:adf-parameter key="local-id">x</ac:adf-parameter>'
            '<ac:adf-parameter key="title">Portal</ac:adf-parameter></ac:adf-attribute><ac:adf-mark key="fragment"/>'
            "<ac:adf-content><p>first</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>first</p></ac:adf-fallback>"
            "</ac:adf-extension>"
        ),
        [(K.UNKNOWN, "[macro: app/tabs: Portal]"), (K.PARAGRAPH, "first")],
    ),
    "app's macro that older readers see as words": (
        (
            '<p>a</p><ac:adf-extension><ac:adf-node type="bodied-extension"><ac:adf-attribute key="text">A chart'
            "</ac:adf-attribute></ac:adf-node><ac:adf-fallback><p>old</p></ac:adf-fallback></ac:adf-extension>"
        ),
        [(K.PARAGRAPH, "a"), (K.UNKNOWN, "[macro: A chart]"), (K.PARAGRAPH, "old")],
    ),
    "node of ADF that nobody knows": (
        (
            '<ac:adf-extension><ac:adf-node type="future"><p>in</p>'
            '<ac:adf-node type="panel">deep</ac:adf-node></ac:adf-node></ac:adf-extension>'
        ),
        [(K.UNKNOWN, "[unknown: future]"), (K.PARAGRAPH, "in"), (K.PANEL, "deep")],
    ),
    "link with bare words": (
        '<p><ac:link><ri:page ri:content-title="P"/>the page</ac:link></p>',
        [(K.PARAGRAPH, "the page (P)")],
    ),
    "placeholder says nothing": ("<p><ac:placeholder>Type here</ac:placeholder></p><hr/>", []),
    "comment marker": (
        '<p>a <ac:inline-comment-marker ac:ref="1">b</ac:inline-comment-marker></p>',
        [(K.PARAGRAPH, "a b")],
    ),
    "unknown element": ("<p>a <future>b</future></p>", [(K.PARAGRAPH, "a [unknown: future]b")]),
    "unknown block": ("<future><p>kept</p></future>", [(K.UNKNOWN, "[unknown: future]"), (K.PARAGRAPH, "kept")]),
}


@pytest.mark.parametrize(("storage", "blocks"), CASES.values(), ids=CASES.keys())
def test_elements(storage: str, blocks: list[tuple[BlockKind, str]]) -> None:
    """Each kind of element keeps its words."""
    assert [Block(kind, words) for kind, words in blocks] == read_storage(storage).blocks


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    """An ADF node; bare strings are texts."""
    inside = [{"type": "text", "text": c} if isinstance(c, str) else c for c in content]
    return {"type": kind, **({"attrs": attrs} if attrs else {}), **({"content": inside} if inside else {})}


def link(words: str, href: str) -> dict[str, Any]:
    """A text that is a link."""
    return {"type": "text", "text": words, "marks": [{"type": "link", "attrs": {"href": href}}]}


PAIRS: dict[str, tuple[str, dict[str, Any]]] = {
    "heading": ("<h2>Cause</h2>", node("heading", "Cause", level=2)),
    "paragraph with a link": (
        '<p>See <a href="https://a.example/x">here</a>.</p>',
        node("paragraph", "See ", link("here", "https://a.example/x"), "."),
    ),
    "mention": (
        '<p><ac:link><ri:user ri:account-id="acc-1"/></ac:link> agrees</p>',
        node("paragraph", node("mention", id="acc-1", text="@Ada Byron"), " agrees"),
    ),
    "status and date": (
        f'<p>{macro("status", title="DONE")} <time datetime="2026-11-23"/></p>',
        node("paragraph", node("status", text="DONE"), " ", node("date", timestamp="1795392000000")),
    ),
    "lists": (
        "<ul><li><p>one</p><ol><li><p>inner</p></li></ol></li></ul>",
        node(
            "bulletList",
            node(
                "listItem", node("paragraph", "one"), node("orderedList", node("listItem", node("paragraph", "inner")))
            ),
        ),
    ),
    "tasks": (
        f"<ac:task-list>{TASK.format('complete', 'done')}</ac:task-list>",
        node("taskList", node("taskItem", "done", state="DONE")),
    ),
    "table": (
        "<table><tr><th><p>A</p></th></tr><tr><td><p>1</p><p>2</p></td></tr></table>",
        node(
            "table",
            node("tableRow", node("tableHeader", node("paragraph", "A"))),
            node("tableRow", node("tableCell", node("paragraph", "1"), node("paragraph", "2"))),
        ),
    ),
    "panel": (macro("note", "<p>Mind</p>"), node("panel", node("paragraph", "Mind"), panelType="note")),
    "expand": (macro("expand", "<p>in</p>", title="More"), node("expand", node("paragraph", "in"), title="More")),
    "code": (CODE.format(PLAIN.format("a\n  b")), node("codeBlock", "a\n  b", language="py")),
    "macro": (
        macro("chart", "<p>body</p>"),
        node("bodiedExtension", node("paragraph", "body"), extensionKey="chart", extensionType="x"),
    ),
    "image": (
        '<ac:image ac:alt="g.png"><ri:attachment ri:filename="g.png"/></ac:image>',
        node("mediaSingle", node("media", id="1", alt="g.png")),
    ),
    "spans": (
        '<table><tr><td rowspan="2"><p>a</p></td><td><p>b</p></td></tr><tr><td><p>c</p></td></tr></table>',
        node(
            "table",
            node(
                "tableRow",
                node("tableCell", node("paragraph", "a"), rowspan=2),
                node("tableCell", node("paragraph", "b")),
            ),
            node("tableRow", node("tableCell", node("paragraph", "c"))),
        ),
    ),
    "Jira issue": (
        f"<p>{macro('jira', key='PAY-1')}</p>",
        node(
            "paragraph",
            node("inlineExtension", extensionKey="jira", parameters={"macroParams": {"key": {"value": "PAY-1"}}}),
        ),
    ),
    "included page": (
        macro("include", **{"": '<ac:link><ri:page ri:content-title="Rota"/></ac:link>'}),
        node("extension", extensionKey="include", parameters={"macroParams": {"": {"value": "Rota"}}}),
    ),
    "quote": ("<blockquote><p>q</p></blockquote>", node("blockquote", node("paragraph", "q"))),
}


@pytest.mark.parametrize(("storage", "adf"), PAIRS.values(), ids=PAIRS.keys())
def test_both_formats_say_the_same(storage: str, adf: dict[str, Any]) -> None:
    """The same page gives the same blocks, headings' levels and people, whichever format it comes in."""
    ours, theirs = read_storage(storage, {"acc-1": "Ada Byron"}), read_adf({"type": "doc", "content": [adf]})
    assert (ours.blocks, ours.levels, ours.mentions) == (theirs.blocks, theirs.levels, theirs.mentions)


def test_mentions_are_people() -> None:
    """A mention gets its name from outside, in a table too."""
    storage = '<table><tr><td><ac:link><ri:user ri:account-id="a"/></ac:link></td></tr></table>'
    found = read_storage(storage, {"a": "Ada Byron"})
    assert [Person("a", "Ada Byron")] == found.mentions
    assert [Block(K.TABLE_ROW, "@Ada Byron")] == found.blocks


BROKEN = {
    "not closed": ("<p>a <b>x</p>", "a x"),
    "ends more than begins": ("</root><p>x</p>", "x"),
    "an attribute twice": ('<p a="1" a="2">x</p>', "x"),
    "document type": ('<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>', "&e;"),
    "entities of its own": ('<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p>&b;</p>', "&b;"),
    "CDATA without an end": ("<p><![CDATA[x</p>", "x"),
}


@pytest.mark.parametrize(("storage", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_storage(storage: str, words: str) -> None:
    """A text that is not well-formed is stripped, and counted; no entity is ever resolved."""
    found = read_storage(storage)
    assert words in " ".join(block.text for block in found.blocks)
    assert found.unknown["broken_storage"] == 1
    assert "root:" not in str(found.blocks)


def test_forbidden_characters_do_not_spoil_a_page() -> None:
    """Characters that XML forbids are left out, by number too; the page is read all the same."""
    found = read_storage("<h1>a\x00b</h1><p>c&#0;&#xd800;&#1114112;d\ud800</p>")
    assert [Block(K.HEADING, "ab"), Block(K.PARAGRAPH, "cd")] == found.blocks
    assert not found.unknown


def test_depth_is_bounded() -> None:
    """A page nested without end keeps its words, and says where it was flattened."""
    found = read_storage("<blockquote>" * MAX_DEPTH * 50 + "deep" + "</blockquote>" * MAX_DEPTH * 50)
    assert found.blocks[0].text == "deep"
    assert found.unknown["too_deep"] == 1


def test_size_is_bounded() -> None:
    """A page above the bound is not parsed; its words are taken all the same."""
    storage = "<p>x</p>" + " " * MAX_CHARACTERS
    with pytest.raises(NotStorage):
        parse(storage)
    assert [block.text for block in read_storage(storage).blocks] == ["x"]


@pytest.mark.parametrize("unit", ["<", "<![CDATA[", "&", "]]>", "<p a=", "<!--"])
def test_hostile_repetition(unit: str) -> None:
    """Repeated beginnings are read without an exception."""
    assert isinstance(read_storage(unit * 20_000).blocks, list)


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters="§¶\ufffe\uffff"), min_size=1, max_size=8
)
INLINE_SHAPES = (
    "{}",
    "<strong>{}</strong>",
    '<a href="https://a.example">{}</a>',
    "<future>{}</future>",
    '<ac:link><ri:page ri:content-title="P"/><ac:link-body>{}</ac:link-body></ac:link>',
    '<ac:inline-comment-marker ac:ref="r">{}</ac:inline-comment-marker>',
    '<ac:link><ri:page ri:content-title="P"/>{}</ac:link>',
)
BLOCK_SHAPES = (
    "<p>{}</p>",
    "<h3>{}</h3>",
    "<div>{}</div>",
    "<ul><li>{}</li></ul>",
    "<ol>{}</ol>",
    "<table><tr><td>{}</td></tr></table>",
    "<blockquote>{}</blockquote>",
    "<strong>{}</strong>",
    "<unknown-block>{}</unknown-block>",
    '<a href="https://a.example">{}</a>',
    macro("info", "{}"),
    macro("weird", "{}"),
    macro("status", "{}"),
    TASK.format("complete", "{}"),
    "<ac:layout-section><ac:layout-cell>{}</ac:layout-cell></ac:layout-section>",
    '<ac:adf-extension><ac:adf-node type="future">{}</ac:adf-node></ac:adf-extension>',
    '<ac:adf-extension><ac:adf-node type="extension"/><ac:adf-fallback>{}</ac:adf-fallback></ac:adf-extension>',
    "<ac:adf-extension>{}</ac:adf-extension>",
    '<td rowspan="2" colspan="3">{}</td>',
    macro("jira", "{}"),
)


def shaped(inner: st.SearchStrategy[str], shapes: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Pieces in a row, inside one of these elements."""
    rows = st.lists(inner, min_size=1, max_size=3).map(" ".join)
    return st.tuples(st.sampled_from(shapes), rows).map(lambda found: found[0].format(found[1]))


INLINES = shaped(WORDS.map(lambda word: escape(f"§{word}¶")), INLINE_SHAPES)
DOCUMENTS = st.lists(
    st.recursive(INLINES, lambda inner: shaped(inner, BLOCK_SHAPES), max_leaves=12), min_size=1, max_size=4
).map("".join)


@given(DOCUMENTS)
def test_no_text_is_lost(storage: str) -> None:
    """Every piece of character data of a well-formed page stands in the blocks, in order."""
    said = "".join("".join(block.text.split()) for block in read_storage(storage).blocks)
    at = 0
    for word in re.findall("§.*?¶", "".join(parse(storage).text().split())):
        found = said.find(word, at)
        assert found >= 0, (word, said)
        at = found + 1
