"""ADF to text: nothing is lost, nothing crashes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.host.adf import MAX_DEPTH, read_adf, word_count
from connectors.host.model import Block, BlockKind, Person


def doc(*content: Any) -> dict[str, Any]:
    """An ADF document."""
    return {"version": 1, "type": "doc", "content": list(content)}


def text(words: str, *marks: dict[str, Any]) -> dict[str, Any]:
    """A text node."""
    return {"type": "text", "text": words, **({"marks": list(marks)} if marks else {})}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    """Any node."""
    return {"type": kind, **({"attrs": attrs} if attrs else {}), **({"content": list(content)} if content else {})}


def para(*content: Any) -> dict[str, Any]:
    """A paragraph; bare strings are texts."""
    return node("paragraph", *(text(c) if isinstance(c, str) else c for c in content))


def nested_table(*cell: Any) -> dict[str, Any]:
    """A table of one cell as Confluence keeps it inside another table."""
    table = node("table", node("tableRow", node("tableCell", *cell)))
    return node(
        "extension",
        extensionType="com.atlassian.confluence.migration",
        extensionKey="nested-table",
        parameters={"adf": json.dumps(doc(table))},
    )


def macro(kind: str, key: str, /, *content: Any, **params: str) -> dict[str, Any]:
    """A macro with parameters."""
    said = {name: {"value": value} for name, value in params.items()}
    return node(kind, *content, extensionKey=key, extensionType="x", parameters={"macroParams": said})


K = BlockKind
CASES: dict[str, tuple[dict[str, Any], list[tuple[BlockKind, str]]]] = {
    "paragraphs": (doc(para("One."), para("Two.")), [(K.PARAGRAPH, "One."), (K.PARAGRAPH, "Two.")]),
    "hard break": (doc(para("a", node("hardBreak"), "b")), [(K.PARAGRAPH, "a\nb")]),
    "heading": (doc(node("heading", text("Cause"), level=2)), [(K.HEADING, "Cause")]),
    "marks are dropped, words stay": (
        doc(node("paragraph", text("red", {"type": "textColor", "attrs": {"color": "#f00"}}), text(" alert"))),
        [(K.PARAGRAPH, "red alert")],
    ),
    "link": (
        doc(node("paragraph", text("here", {"type": "link", "attrs": {"href": "https://a.example"}}))),
        [(K.PARAGRAPH, "here (https://a.example)")],
    ),
    "link that is its own text": (
        doc(node("paragraph", text("https://a.example", {"type": "link", "attrs": {"href": "https://a.example/"}}))),
        [(K.PARAGRAPH, "https://a.example")],
    ),
    "nested lists": (
        doc(
            node(
                "orderedList",
                node("listItem", para("first"), node("bulletList", node("listItem", para("inner")))),
                node("listItem", para("second")),
                order=3,
            )
        ),
        [(K.LIST_ITEM, "3. first"), (K.LIST_ITEM, "   - inner"), (K.LIST_ITEM, "4. second")],
    ),
    "tasks": (
        doc(
            node(
                "taskList",
                node("taskItem", text("open"), localId="1", state="TODO"),
                node("taskItem", text("done"), localId="2", state="DONE"),
            )
        ),
        [(K.TASK_OPEN, "open"), (K.TASK_DONE, "done")],
    ),
    "decision": (
        doc(node("decisionList", node("decisionItem", text("We wait."), state="DECIDED"))),
        [(K.DECISION, "We wait.")],
    ),
    "code keeps its lines": (doc(node("codeBlock", text("a\n  b\n"), language="py")), [(K.CODE, "a\n  b")]),
    "quote": (doc(node("blockquote", para("said"))), [(K.QUOTE, "said")]),
    "panel": (doc(node("panel", para("careful"), panelType="warning")), [(K.PANEL, "careful")]),
    "table": (
        doc(
            node(
                "table",
                node("tableRow", node("tableHeader", para("A")), node("tableHeader", para("B"))),
                node(
                    "tableRow",
                    node("tableCell", para("1"), para("2")),
                    node("tableCell", node("bulletList", node("listItem", para("x"))), colspan=2),
                ),
            )
        ),
        [(K.TABLE_ROW, "A | B"), (K.TABLE_ROW, "1; 2 | - x")],
    ),
    "cells that span columns and rows": (
        doc(
            node(
                "table",
                node(
                    "tableRow",
                    node("tableHeader", para("Area"), rowspan=2),
                    node("tableHeader", para("Load"), colspan=2),
                ),
                node("tableRow", node("tableHeader", para("day")), node("tableHeader", para("night"))),
                node("tableRow", node("tableCell", para("EU")), node("tableCell"), node("tableCell", para("9"))),
                node("tableRow", node("tableCell"), node("tableCell")),
            )
        ),
        [(K.TABLE_ROW, "Area | Load"), (K.TABLE_ROW, " | day | night"), (K.TABLE_ROW, "EU |  | 9")],
    ),
    "table in a table": (
        doc(node("table", node("tableRow", node("tableCell", para("a"), nested_table(para("b"), para("c")))))),
        [(K.TABLE_ROW, "a; b; c")],
    ),
    "nested table that cannot be read": (
        doc(node("extension", extensionKey="nested-table", parameters={"adf": "{"})),
        [(K.UNKNOWN, "[macro: nested-table]")],
    ),
    "heading in a cell": (
        doc(node("table", node("tableRow", node("tableCell", node("heading", text("H"), level=1), para("x"))))),
        [(K.TABLE_ROW, "H; x")],
    ),
    "plain text in a macro": (
        doc(macro("extension", "mermaid", __bodyContent="graph\n  A-->B")),
        [(K.UNKNOWN, "[macro: mermaid]"), (K.CODE, "graph\n  A-->B")],
    ),
    "macro about a page": (
        doc(macro("extension", "include", **{"": "On-call\nrota"})),
        [(K.UNKNOWN, "[macro: include: On-call rota]")],
    ),
    "Jira issue": (
        doc(para("after ", macro("inlineExtension", "jira", key="PAY-1")), macro("extension", "jira", key="PAY-2")),
        [(K.PARAGRAPH, "after PAY-1"), (K.PARAGRAPH, "PAY-2")],
    ),
    "older Jira issue": (doc(para(node("confluenceJiraIssue", issueKey="PAY-3"))), [(K.PARAGRAPH, "PAY-3")]),
    "Jira search": (
        doc(macro("extension", "jira", jqlQuery="project = PAY")),
        [(K.UNKNOWN, "[macro: jira: project = PAY]")],
    ),
    "footnote": (
        doc(para("fact", macro("inlineExtension", "footnote", __bodyContent="see\nx"), ".")),
        [(K.PARAGRAPH, "fact (footnote: see x).")],
    ),
    "macro in a line": (
        doc(para("a ", macro("inlineExtension", "math", __bodyContent="e = mc"))),
        [(K.PARAGRAPH, "a [macro: math] e = mc")],
    ),
    "macro with several bodies": (
        doc(
            node(
                "multiBodiedExtension",
                node("extensionFrame", para("one")),
                node("extensionFrame", para("two")),
                extensionKey="tabs",
            )
        ),
        [(K.UNKNOWN, "[macro: tabs]"), (K.PARAGRAPH, "one"), (K.PARAGRAPH, "two")],
    ),
    "rule with words": (doc(node("bodiedRule", para("then"), localId="1")), [(K.PARAGRAPH, "then")]),
    "block tasks": (
        doc(node("taskList", node("blockTaskItem", para("one"), para("more"), state="TODO", localId="1"))),
        [(K.TASK_OPEN, "one"), (K.TASK_OPEN, "more")],
    ),
    "an item's mark stands before its first words": (
        doc(node("bulletList", node("listItem", para(), para("late"), para("more")))),
        [(K.LIST_ITEM, "- late"), (K.LIST_ITEM, "  more")],
    ),
    "nested expand in a cell": (
        doc(node("table", node("tableRow", node("tableCell", node("nestedExpand", para("in"), title="More"))))),
        [(K.TABLE_ROW, "More; in")],
    ),
    "a sync block with its content": (
        doc(node("bodiedSyncBlock", para("kept"), resourceId="r")),
        [(K.PARAGRAPH, "kept")],
    ),
    "expand": (doc(node("expand", para("inside"), title="More")), [(K.HEADING, "More"), (K.PARAGRAPH, "inside")]),
    "layout": (doc(node("layoutSection", node("layoutColumn", para("left"), width=50))), [(K.PARAGRAPH, "left")]),
    "media with caption": (
        doc(node("mediaSingle", node("media", alt="graph.png", id="1"), node("caption", text("Errors")))),
        [(K.MEDIA, "[file: graph.png]"), (K.PARAGRAPH, "Errors")],
    ),
    "media group": (
        doc(node("mediaGroup", node("media", __fileName="a.log"), node("media", id="b"))),
        [(K.MEDIA, "[file: a.log]"), (K.MEDIA, "[file: b]")],
    ),
    "status, date, emoji": (
        doc(
            para(
                node("status", text="DONE"),
                " ",
                node("date", timestamp="1795392000000"),
                " ",
                node("emoji", shortName=":ok:"),
            )
        ),
        [(K.PARAGRAPH, "[DONE] 2026-11-23 :ok:")],
    ),
    "mention without a name": (doc(para(node("mention", id="5b10"))), [(K.PARAGRAPH, "@somebody")]),
    "cards": (
        doc(
            para(node("inlineCard", url="https://a.example/1")), node("blockCard", data={"@id": "https://a.example/2"})
        ),
        [(K.PARAGRAPH, "https://a.example/1"), (K.PARAGRAPH, "https://a.example/2")],
    ),
    "card with a name": (
        doc(para(node("inlineCard", data={"url": "https://a.example/3", "name": "The  plan"}))),
        [(K.PARAGRAPH, "The plan (https://a.example/3)")],
    ),
    "card that shows a search": (
        doc(node("blockCard", datasource={"id": "d", "parameters": {"jql": "project = PAY"}, "views": []})),
        [(K.PARAGRAPH, "[link: project = PAY]")],
    ),
    "macro": (
        doc(node("bodiedExtension", para("body"), extensionKey="panel-x", extensionType="y")),
        [(K.UNKNOWN, "[macro: panel-x]"), (K.PARAGRAPH, "body")],
    ),
    "sync block": (doc(node("syncBlock", resourceId="r")), [(K.UNKNOWN, "[content kept in another item]")]),
    "rule and placeholder say nothing": (doc(node("rule"), para(node("placeholder", text="Type here"))), []),
    "unknown block": (
        doc(node("futureThing", para("kept"))),
        [(K.UNKNOWN, "[unknown: futureThing]"), (K.PARAGRAPH, "kept")],
    ),
    "unknown node with words of its own": (
        doc(node("applicationCard", text="Deploy  done", title={"text": "x"})),
        [(K.UNKNOWN, "[unknown: applicationCard: Deploy done]")],
    ),
    "unknown inline": (doc(para("a ", node("futureInline", text("b")))), [(K.PARAGRAPH, "a [unknown: futureInline]b")]),
}


@pytest.mark.parametrize(("document", "blocks"), CASES.values(), ids=CASES.keys())
def test_nodes(document: dict[str, Any], blocks: list[tuple[BlockKind, str]]) -> None:
    """Each kind of node keeps its words."""
    assert [Block(kind, words) for kind, words in blocks] == read_adf(document).blocks


def test_mentions_are_people() -> None:
    """A mention names a person, in a table too."""
    row = node("tableRow", node("tableCell", para(node("mention", id="5b10:b", text="@Bo Ek"))))
    found = read_adf(doc(para("Ask ", node("mention", id="5b10:a", text="@Ada Byron")), node("table", row)))
    assert [Person("5b10:a", "Ada Byron"), Person("5b10:b", "Bo Ek")] == found.mentions
    assert found.blocks[0].text == "Ask @Ada Byron"


def test_unknown_nodes_are_counted() -> None:
    """What is not known is named and counted."""
    found = read_adf(doc(node("futureThing"), node("futureThing"), para(node("other"))))
    assert dict(found.unknown) == {"futureThing": 2, "other": 1}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        "text",
        {},
        {"type": "doc", "content": "x"},
        {"type": "doc", "content": [None, 1, "x", []]},
        doc({"type": 5}),
        doc({"type": "paragraph", "content": [{"type": "text", "text": 5}, {"type": "text"}]}),
        doc({"type": "heading", "attrs": [], "content": [text("x")]}),
        doc(node("orderedList", node("listItem", para("x")), order="one")),
        doc(para(node("date", timestamp="not a number"), node("date", timestamp=10**30))),
        doc({"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [5, {"type": "link"}]}]}),
        doc({"type": "<script>", "content": []}),
        doc({"type": ["text"], "content": [text("x")]}),
        doc({"type": {}, "attrs": {"extensionKey": [], "text": {}}}),
        doc({"type": "extension", "attrs": {"extensionKey": ["jira"], "parameters": {"macroParams": {"key": [1]}}}}),
        doc({"type": "extension", "attrs": {"extensionKey": "nested-table", "parameters": {"adf": "[" * 100_000}}}),
        doc({"type": "extension", "attrs": {"extensionKey": "nested-table", "parameters": {"adf": "[1]"}}}),
        doc({"type": "tableRow", "content": [{"type": {}, "content": [text("x")]}]}),
        doc({"type": "orderedList", "attrs": {"order": 10**4299}, "content": [text("x")] * 10**4}),
        doc({"type": "tableRow", "content": [text("x"), {"type": "tableCell", "attrs": {"colspan": {}}}]}),
    ],
)
def test_broken_documents(broken: Any) -> None:
    """A broken document yields what it has, and never an exception."""
    assert isinstance(read_adf(broken).blocks, list)
    assert word_count(broken) >= 0


def test_depth_is_bounded() -> None:
    """A document nested without end is flattened below a bound: its words stay, and it says so."""
    inner: dict[str, Any] = para("deep", node("hardBreak"), "down")
    for _ in range(MAX_DEPTH * 300):
        inner = node("blockquote", inner)
    found = read_adf(doc(inner))
    assert found.blocks == [Block(K.QUOTE, "deep down")]
    assert found.unknown["too_deep"] == 1
    line = node("paragraph", node("future", node("future", text("deep"))))
    for _ in range(MAX_DEPTH * 300):
        line["content"] = [node("future", *line["content"])]
    assert "deep" in read_adf(doc(line)).blocks[0].text


def test_a_person_by_their_id() -> None:
    """A mention without a name takes it from outside, in a nested table too; the document stays as it was."""
    mention = node("mention", id="5b10:a")
    document = doc(para(mention), nested_table(para(mention)))
    found = read_adf(document, {"5b10:a": "Ada Byron"})
    assert found.mentions == [Person("5b10:a", "Ada Byron")] * 2
    assert [block.text for block in found.blocks] == ["@Ada Byron", "@Ada Byron"]
    assert document == doc(para(node("mention", id="5b10:a")), nested_table(para(mention)))


@pytest.mark.parametrize("span", [10**9, -1, 0, 2.5, None, "2", True, []])
@pytest.mark.parametrize("name", ["colspan", "rowspan"])
def test_a_span_of_any_size(name: str, span: Any) -> None:
    """A span makes no row without end, and loses no cell."""
    rows = [node("tableRow", *(node("tableCell", para(str(at)), **{name: span}) for at in range(150)))] * 3
    found = read_adf(doc(node("table", *rows))).blocks
    assert len(found) == 3
    for block in found:
        assert [cell.strip() for cell in block.text.split("|") if cell.strip()] == [str(at) for at in range(150)]
        assert block.text.count("|") < 300
