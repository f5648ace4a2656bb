"""Documents for `bench/convert.py`: one of each kind with a marker word of its own, and a page as people write them."""

from __future__ import annotations

import json
from typing import Any

Node = dict[str, Any]


def macro(name: str, inside: str = "", **parameters: str) -> str:
    """A structured macro."""
    said = "".join(f'<ac:parameter ac:name="{key}">{value}</ac:parameter>' for key, value in parameters.items())
    return f'<ac:structured-macro ac:name="{name}">{said}{inside}</ac:structured-macro>'


def rich(inside: str) -> str:
    """A rich text body."""
    return f"<ac:rich-text-body>{inside}</ac:rich-text-body>"


def plain(inside: str) -> str:
    """A plain text body."""
    return f"<ac:plain-text-body><![CDATA[{inside}]]></ac:plain-text-body>"


def task(status: str, body: str) -> str:
    """A task in a list of its own."""
    inside = f"<ac:task-id>1</ac:task-id><ac:task-status>{status}</ac:task-status><ac:task-body>{body}</ac:task-body>"
    return f"<ac:task-list><ac:task>{inside}</ac:task></ac:task-list>"


STORAGE: dict[str, str] = {
    "paragraph": "<p>Mark-paragraph with <strong>some</strong> words &amp; more&nbsp;of them</p>",
    "heading": "<h2>Mark-heading</h2>",
    "link": '<p><a href="https://a.example/Mark-link">here</a></p>',
    "page link": '<p><ac:link><ri:page ri:content-title="Mark-page-link"/></ac:link></p>',
    "link text in CDATA": (
        '<p><ac:link><ri:page ri:content-title="P"/><ac:plain-text-link-body><![CDATA[Mark-link-text-in-CDATA]]>'
        "</ac:plain-text-link-body></ac:link></p>"
    ),
    "attachment link": '<p><ac:link><ri:attachment ri:filename="Mark-attachment-link"/></ac:link></p>',
    "mention": '<p><ac:link><ri:user ri:account-id="acc-1"/></ac:link></p>',
    "date": '<p><time datetime="2026-11-23"/></p>',
    "emoji": '<p><ac:emoticon ac:name="x" ac:emoji-shortname=":Mark-emoji:"/></p>',
    "status": f"<p>{macro('status', title='Mark-status', colour='Green')}</p>",
    "list": "<ul><li><p>a</p><ul><li><p>Mark-list</p></li></ul></li></ul>",
    "task": task("complete", "Mark-task"),
    "table": "<table><tbody><tr><th>a</th></tr><tr><td><p>b</p><p>Mark-table</p></td></tr></tbody></table>",
    "table in a table": "<table><tr><td><table><tr><td>Mark-table-in-a-table</td></tr></table></td></tr></table>",
    "panel": macro("info", rich("<p>Mark-panel</p>")),
    "panel title": macro("panel", rich("<p>inside</p>"), title="Mark-panel-title"),
    "expand title": macro("expand", rich("<p>inside</p>"), title="Mark-expand-title"),
    "code": macro("code", plain("if a < b: Mark-code"), language="py"),
    "plain text macro": macro("mermaid", plain("a --> Mark-plain-text-macro")),
    "layout": "<ac:layout><ac:layout-section><ac:layout-cell><p>Mark-layout</p></ac:layout-cell></ac:layout-section>"
    "</ac:layout>",
    "image name": '<ac:image><ri:attachment ri:filename="Mark-image-name"/></ac:image>',
    "image caption": '<ac:image><ri:attachment ri:filename="a"/><ac:caption><p>Mark-image-caption</p></ac:caption>'
    "</ac:image>",
    "Jira issue": f"<p>{macro('jira', key='Mark-Jira-issue')}</p>",
    "footnote": f"<p>a{macro('footnote', rich('<p>Mark-footnote</p>'))}</p>",
    "include": macro(
        "include",
        '<ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Mark-include"/></ac:link></ac:parameter>',
    ),
    "unknown macro": macro("Mark-unknown-macro", rich("<p>body</p>")),
    "body of a macro": macro("x", rich("<p>Mark-body-of-a-macro</p>")),
    "decision": '<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-node type="decision-item">'
    "<ac:adf-content>Mark-decision</ac:adf-content></ac:adf-node></ac:adf-node></ac:adf-extension>",
}


def node(kind: str, *content: Any, **attrs: Any) -> Node:  # noqa: ANN401 (nodes and bare strings)
    """An ADF node; bare strings are texts."""
    inside = [{"type": "text", "text": c} if isinstance(c, str) else c for c in content]
    return {"type": kind, "attrs": attrs, "content": inside}


def para(*content: Any) -> Node:  # noqa: ANN401 (as above)
    """A paragraph."""
    return node("paragraph", *content)


def table(*cells: Node) -> Node:
    """A table of one row."""
    return node("table", node("tableRow", *cells))


def document(*content: Node) -> Node:
    """A document."""
    return {"type": "doc", "version": 1, "content": list(content)}


def extension(kind: str, name: str, /, *content: Node, **params: str) -> Node:
    """A macro with parameters."""
    said = {"macroParams": {key: {"value": value} for key, value in params.items()}}
    return node(kind, *content, extensionKey=name, extensionType="com.atlassian.confluence.macro.core", parameters=said)


_HREF = {"type": "link", "attrs": {"href": "https://a.example/Mark-link"}}
ADF: dict[str, Node] = {
    "paragraph": para("Mark-paragraph with some words & more of them"),
    "heading": node("heading", "Mark-heading", level=2),
    "link": para({"type": "text", "text": "here", "marks": [_HREF]}),
    "coloured text": para(
        {"type": "text", "text": "Mark-coloured-text", "marks": [{"type": "textColor", "attrs": {"color": "#ff0000"}}]}
    ),
    "card": para(node("inlineCard", url="https://a.example/Mark-card")),
    "block card": node("blockCard", url="https://a.example/Mark-block-card"),
    "mention": para(node("mention", id="acc-1", text="@Mark-mention")),
    "date": para(node("date", timestamp="1795392000000")),
    "emoji": para(node("emoji", shortName=":Mark-emoji:")),
    "status": para(node("status", text="Mark-status", color="green")),
    "list": node("bulletList", node("listItem", para("a"), node("bulletList", node("listItem", para("Mark-list"))))),
    "task": node("taskList", node("taskItem", "Mark-task", state="DONE", localId="1"), localId="1"),
    "decision": node("decisionList", node("decisionItem", "Mark-decision", state="DECIDED", localId="1"), localId="1"),
    "quote": node("blockquote", para("Mark-quote")),
    "table": table(node("tableCell", para("b"), para("Mark-table"))),
    "cell over two columns": table(node("tableCell", para("Mark-cell-over-two-columns"), colspan=2)),
    "table in a table": table(
        node(
            "tableCell",
            node(
                "extension",
                extensionType="com.atlassian.confluence.migration",
                extensionKey="nested-table",
                parameters={"adf": json.dumps(document(table(node("tableCell", para("Mark-table-in-a-table")))))},
            ),
        )
    ),
    "panel": node("panel", para("Mark-panel"), panelType="info"),
    "expand title": node("expand", para("inside"), title="Mark-expand-title"),
    "nested expand": table(node("tableCell", node("nestedExpand", para("Mark-nested-expand"), title="t"))),
    "code": node("codeBlock", "if a < b: Mark-code", language="py"),
    "layout": node("layoutSection", node("layoutColumn", para("Mark-layout"), width=50)),
    "image name": node("mediaSingle", node("media", id="1", type="file", alt="Mark-image-name")),
    "image caption": node("mediaSingle", node("media", id="1", type="file"), node("caption", "Mark-image-caption")),
    "macro": extension("extension", "Mark-macro"),
    "macro in a line": para(extension("inlineExtension", "Mark-macro-in-a-line")),
    "Jira issue": para(extension("inlineExtension", "jira", key="Mark-Jira-issue")),
    "plain text macro": extension("extension", "mermaid", __bodyContent="a --> Mark-plain-text-macro"),
    "body of a macro": extension("bodiedExtension", "x", para("Mark-body-of-a-macro")),
    "macro with two bodies": extension(
        "multiBodiedExtension",
        "x",
        node("extensionFrame", para("a")),
        node("extensionFrame", para("Mark-macro-with-two-bodies")),
    ),
    "sync block": node("bodiedSyncBlock", para("Mark-sync-block"), resourceId="r", localId="1"),
    "unknown node": node("futureNode", para("Mark-unknown-node")),
}

_SENTENCE = "The pool of connections ran dry at nine, so every second request waited for its turn and some gave up. "
_CELLS = [
    ["Service", "Owner", "State"],
    *(["payments-api", "Team Blue", "restarted, then stable since 10:40"] for _ in range(4)),
]


def _page() -> tuple[Node, str]:
    """One section of a page in both formats, of the kinds that every library knows."""
    rows = [
        node("tableRow", *(node("tableCell" if at else "tableHeader", para(cell)) for cell in row))
        for at, row in enumerate(_CELLS)
    ]
    bold = {"type": "text", "text": "noted by the team on call", "marks": [{"type": "strong"}]}
    adf = [
        node("heading", "What happened", level=2),
        *(para(_SENTENCE * 4, bold, ". " + _SENTENCE) for _ in range(3)),
        node("bulletList", *(node("listItem", para(_SENTENCE)) for _ in range(5))),
        node("table", *rows),
        node("panel", para(_SENTENCE * 2), panelType="info"),
        node("codeBlock", "kubectl rollout restart deploy/payments\n" * 4, language="bash"),
    ]
    cells = [
        "".join(f"<{tag}><p>{cell}</p></{tag}>" for cell in row)
        for row, tag in zip(_CELLS, ["th", *["td"] * 4], strict=True)
    ]
    storage = (
        "<h2>What happened</h2>"
        + f"<p>{_SENTENCE * 4}<strong>noted by the team on call</strong>. {_SENTENCE}</p>" * 3
        + f"<ul>{f'<li><p>{_SENTENCE}</p></li>' * 5}</ul>"
        + f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"
        + macro("info", rich(f"<p>{_SENTENCE * 2}</p>"))
        + macro("code", plain("kubectl rollout restart deploy/payments\n" * 4), language="bash")
    )
    return document(*adf), storage


def pages(size: int) -> tuple[str, str]:
    """A long page of that many bytes, as ADF in JSON and in storage format."""
    adf, storage = _page()
    once = len(json.dumps(adf["content"]))
    return json.dumps(document(*adf["content"] * (size // once + 1))), storage * (size // len(storage) + 1)
