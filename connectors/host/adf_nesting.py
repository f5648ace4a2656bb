"""Which nodes may stand inside which, as far as we write them or into them.

Restated from Atlassian's published JSON schema of the format (version 1, `full.json`).
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.host.adf_nodes import Node, children

_INLINE = frozenset(
    {
        *("text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "inlineExtension", "mediaInline"),
        "placeholder",
    }
)
_LISTS = frozenset({"bulletList", "orderedList"})
_MEDIA = frozenset({"mediaSingle", "mediaGroup"})
_PANEL = frozenset(
    {
        *_LISTS,
        *_MEDIA,
        "paragraph",
        "heading",
        "blockCard",
        "codeBlock",
        "taskList",
        "rule",
        "decisionList",
        "extension",
    }
)
_NESTED_EXPAND = (_PANEL | {"panel", "blockquote"}) - {"blockCard"}
_EXPAND = _NESTED_EXPAND | {"table", "blockCard", "embedCard", "nestedExpand"}

INSIDE: dict[str, frozenset[str]] = {
    "expand": _EXPAND,
    "nestedExpand": _NESTED_EXPAND,
    "panel": _PANEL,
    "blockquote": frozenset({*_LISTS, *_MEDIA, "paragraph", "codeBlock", "extension"}),
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "listItem": frozenset({*_LISTS, "paragraph", "taskList", "mediaSingle", "codeBlock", "extension"}),
    "paragraph": _INLINE,
    "heading": _INLINE,
    "codeBlock": frozenset({"text"}),
}
"""What may stand inside a node that we write."""

AROUND: dict[str, frozenset[str]] = {
    "expand": frozenset({"doc", "layoutColumn", "bodiedSyncBlock"}),
    "nestedExpand": frozenset({"expand", "tableCell", "tableHeader"}),
}
"""What an expand may stand in: the outermost kind, and the kind for inside tables and other expands."""


def misplaced(kind: str, content: Iterable[Node]) -> str | None:
    """Return `parent > child` for the first node that may not stand where it does, or None.

    A node of a kind that we do not write is refused too.

    Args:
        kind: of the node around the content.
        content: the nodes inside it.
    """
    todo = [(kind, node) for node in content]
    while todo:
        parent, node = todo.pop()
        name = str(node.get("type"))
        inside = children(node)
        if name not in INSIDE.get(parent, ()) or (inside and name not in INSIDE):
            return f"{parent} > {name}"
        todo.extend((name, child) for child in inside)
    return None
