"""ADF to text: nothing is lost, nothing crashes."""

from __future__ import annotations

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
    ],
)
def test_broken_documents(broken: Any) -> None:
    """A broken document yields what it has, and never an exception."""
    assert isinstance(read_adf(broken).blocks, list)
    assert word_count(broken) >= 0


def test_depth_is_bounded() -> None:
    """A document nested without end is cut, and says so."""
    inner: dict[str, Any] = para("deep")
    for _ in range(MAX_DEPTH * 3):
        inner = node("blockquote", inner)
    found = read_adf(doc(inner))
    assert found.blocks == []
    assert found.unknown["too_deep"] == 1
