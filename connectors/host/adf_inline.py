"""The inline nodes of ADF: text, mentions, dates, statuses, cards, emoji, media names, macros."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from connectors.host.model import Person

Node = dict[str, Any]
_MAX_NAME = 40
_MAX_DEPTH = 60


def children(node: Node) -> list[Node]:
    """Return the child nodes; whatever is not a node is left out."""
    content = node.get("content")
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def attributes(node: Node) -> dict[str, Any]:
    """Return the node's attributes, or none."""
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def _said(node: Node, *names: str) -> str:
    """The first of these attributes that holds a text."""
    values = (attributes(node).get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value), "")


class Inline:
    """Reads inline nodes; notes who is mentioned and which kinds were not known."""

    def __init__(self, mentions: list[Person], unknown: Counter[str]) -> None:
        self._mentions = mentions
        self._unknown = unknown
        self._depth = 0
        self._readers: dict[str, Callable[[Node], str]] = {
            "text": self._text,
            "hardBreak": lambda _: "\n",
            "mention": self._mention,
            "emoji": lambda node: _said(node, "text", "shortName"),
            "date": self._date,
            "status": lambda node: f"[{_said(node, 'text')}]",
            "inlineCard": self._card,
            "blockCard": self._card,
            "embedCard": self._card,
            "placeholder": lambda _: "",
            "inlineExtension": self._extension,
            "extension": self._extension,
            "bodiedExtension": self._extension,
            "multiBodiedExtension": self._extension,
            "media": self._media,
            "mediaInline": self._media,
        }
        self._inline_kinds = frozenset(
            {"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "inlineExtension", "mediaInline"}
        )

    def knows(self, node: Node) -> bool:
        """Whether this is an inline node."""
        return node.get("type") in self._inline_kinds

    def text(self, nodes: Iterable[Node]) -> str:
        """Return the text of inline nodes in a row."""
        return "".join(self._readers.get(str(node.get("type")), self._not_known)(node) for node in nodes)

    def name_unknown(self, node: Node) -> str:
        """Count a node of a kind that is not known, and return its name, safe to print."""
        raw = node.get("type")
        name = "".join(c for c in raw if c.isalnum() or c in "-_")[:_MAX_NAME] if isinstance(raw, str) else ""
        self._unknown[name or "untyped"] += 1
        return name or "untyped"

    def _text(self, node: Node) -> str:
        text = node.get("text")
        if not isinstance(text, str):
            return ""
        href = _link(node)
        return f"{text} ({href})" if href and href != text and href.rstrip("/") != text.rstrip("/") else text

    def _mention(self, node: Node) -> str:
        name, account_id = _said(node, "text").removeprefix("@").strip(), _said(node, "id")
        if name:
            self._mentions.append(Person(account_id, name))
        return f"@{name}" if name else "@somebody"

    def _date(self, node: Node) -> str:
        stamp = attributes(node).get("timestamp")
        try:
            return datetime.fromtimestamp(int(str(stamp)) / 1000, UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return ""

    def _card(self, node: Node) -> str:
        url = _said(node, "url")
        data = attributes(node).get("data")
        if not url and isinstance(data, dict):
            url = next((data[name] for name in ("url", "@id") if isinstance(data.get(name), str)), "")
        return url or "[link]"

    def _media(self, node: Node) -> str:
        name = _said(node, "alt", "__fileName", "url", "id")
        return f"[file: {name}]" if name else "[file]"

    def _extension(self, node: Node) -> str:
        name = _said(node, "text") or _said(node, "extensionKey") or "macro"
        return f"[macro: {name}]"

    def _not_known(self, node: Node) -> str:
        name = self.name_unknown(node)
        self._depth += 1
        inside = self.text(children(node)) if self._depth <= _MAX_DEPTH else ""
        self._depth -= 1
        return f"[unknown: {name}]" + inside


def _link(node: Node) -> str:
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        if isinstance(mark, dict) and mark.get("type") == "link":
            return _said(mark, "href")
    return ""
