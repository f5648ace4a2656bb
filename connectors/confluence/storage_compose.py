"""The nodes that we compose, as storage format: for pages and comments that have no Atlassian Document Format."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from connectors.confluence.storage_tree import without_forbidden
from connectors.host.adf_nodes import Node, attributes, children
from connectors.host.errors import WouldLose

_PLAIN = {"paragraph": "p", "bulletList": "ul", "listItem": "li"}
_MARKS = {"em": "em", "strong": "strong"}


def storage_of(nodes: Iterable[Node]) -> str:
    """Return storage format that says the same as these nodes.

    Args:
        nodes: as `compose` makes them: headings, bullets, paragraphs, line breaks, emphasis.

    Raises:
        WouldLose: `nesting`, for a node or mark of any other kind; nothing is left out silently.
    """
    return "".join(map(_element, nodes))


def text_of(text: str) -> str:
    """Return a text as character data or the value of an attribute; characters that XML has not are left out."""
    return escape(without_forbidden(text))


def _element(node: Node) -> str:
    kind = node.get("type")
    if kind == "text":
        return _text(node)
    if kind == "hardBreak":
        return "<br />"
    level = attributes(node).get("level")
    name = f"h{level}" if kind == "heading" and level in range(1, 7) else _PLAIN.get(str(kind))
    if name is None:
        raise WouldLose("nesting", str(kind))
    return f"<{name}>{storage_of(children(node))}</{name}>"


def _text(node: Node) -> str:
    text = text_of(str(node.get("text", "")))
    for mark in node.get("marks", ()):
        name = _MARKS.get(mark.get("type"))
        if name is None:
            raise WouldLose("nesting", str(mark.get("type")))
        text = f"<{name}>{text}</{name}>"
    return text
