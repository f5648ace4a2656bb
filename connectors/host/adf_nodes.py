"""Nodes of Atlassian Document Format (ADF), as untrusted JSON: wrong types are as good as nothing."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def children(node: Node) -> list[Node]:
    """Return the child nodes; whatever is not a node is left out."""
    content = node.get("content")
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def kind_of(node: Node) -> str:
    """Return the node's type; an empty text where it has none."""
    kind = node.get("type")
    return kind if isinstance(kind, str) else ""


def attributes(node: Node) -> dict[str, Any]:
    """Return the node's attributes, or none."""
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def said(node: Node, *names: str) -> str:
    """Return the first of these attributes that holds a text."""
    attrs = attributes(node)
    for name in names:
        value = attrs.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def flat_text(node: Node) -> str:
    """Return the words of all text nodes inside, without recursion: for what is nested too deep to be read."""
    words, todo = [], [node]
    while todo:
        at = todo.pop()
        text = at.get("text")
        if isinstance(text, str):
            words.append(text)
        todo.extend(reversed(children(at)))
    return " ".join(words)
