"""The inline nodes of ADF: text, mentions, dates, statuses, cards, emoji, media names, macros."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from connectors.host.adf_macros import issue_key, macro_name, plain_body
from connectors.host.adf_nodes import Node, attributes, children, flat_text, kind_of, said
from connectors.host.model import Person
from connectors.host.rich_text import RichText

_MAX_NAME = 40
_MAX_DEPTH = 60
_WORDS = ("text", "title", "url", "alt")
"""Attributes in which a node that is not known may say something."""

INLINE = frozenset(
    {
        *("text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "inlineExtension", "mediaInline"),
        *("confluenceJiraIssue", "image"),
    }
)


def _date(node: Node) -> str:
    try:
        return datetime.fromtimestamp(int(str(attributes(node).get("timestamp"))) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _card(node: Node) -> str:
    """Where a card leads, after its name where it carries one."""
    attrs, url = attributes(node), said(node, "url")
    data = attrs.get("data")
    if isinstance(data, dict):
        url = url or next((data[key] for key in ("url", "@id") if isinstance(data.get(key), str)), "")
        name = data.get("name")
        if isinstance(name, str) and name.strip() and url:
            return f"{' '.join(name.split())} ({url})"
    return url or _search(attrs.get("datasource"))


def _search(datasource: object) -> str:
    """What a card lists that shows the answers of a search."""
    parameters = datasource.get("parameters") if isinstance(datasource, dict) else None
    query = parameters.get("jql") if isinstance(parameters, dict) else None
    return f"[link: {' '.join(query.split())}]" if isinstance(query, str) and query.strip() else "[link]"


def _media(node: Node) -> str:
    name = said(node, "alt", "__fileName", "title", "url", "src", "id")
    return f"[file: {name}]" if name else "[file]"


def _extension(node: Node) -> str:
    """A macro in a line: its name and what it is about; an issue is its key, a footnote its words."""
    issue, body = issue_key(node), " ".join(plain_body(node).split())
    if said(node, "extensionKey") == "footnote" and body:
        return f" (footnote: {body})"
    return (issue or macro_name(node)) + (f" {body}" if body else "")


def _linked(words: str, marks: object) -> str:
    """The words of a text, with where they lead unless that is what they say."""
    for mark in marks if isinstance(marks, list) else []:
        if isinstance(mark, dict) and mark.get("type") == "link":
            href = said(mark, "href")
            return f"{words} ({href})" if href and href.rstrip("/") != words.rstrip("/") else words
    return words


_READERS: dict[str, Callable[[Node], str]] = {
    "hardBreak": lambda _: "\n",
    "emoji": lambda node: said(node, "text", "shortName"),
    "date": _date,
    "status": lambda node: f"[{said(node, 'text')}]",
    "inlineCard": _card,
    "blockCard": _card,
    "embedCard": _card,
    "placeholder": lambda _: "",
    "inlineExtension": _extension,
    "extension": _extension,
    "bodiedExtension": _extension,
    "multiBodiedExtension": _extension,
    "confluenceJiraIssue": lambda node: said(node, "issueKey") or "[macro: jira]",
    "media": _media,
    "mediaInline": _media,
    "image": _media,
}


class Inline:
    """Reads inline nodes; notes who is mentioned and which kinds were not known.

    Args:
        found: the text that is being read.
        names: account ids and display names, for mentions that carry no name.
    """

    def __init__(self, found: RichText, names: Mapping[str, str]) -> None:
        self._found = found
        self._names = names
        self._depth = 0

    def text(self, nodes: Iterable[Node]) -> str:
        """Return the text of inline nodes in a row."""
        parts = []
        for node in nodes:
            kind = kind_of(node)
            if kind == "text":
                words = node.get("text")
                if isinstance(words, str):
                    parts.append(_linked(words, node["marks"]) if node.get("marks") else words)
            else:
                parts.append(self._other(kind, node))
        return "".join(parts)

    def own_text(self, node: Node) -> str:
        """Return what one node says, without what is inside it."""
        kind = kind_of(node)
        return _READERS[kind](node) if kind in _READERS else ""

    def _other(self, kind: str, node: Node) -> str:
        if kind not in _READERS and kind != "mention":
            return self._around(self.name_unknown(node), node)
        own = self._mention(node) if kind == "mention" else _READERS[kind](node)
        # nothing may stand inside these; what does all the same is read
        return self._around(own, node) if node.get("content") else own

    def name_unknown(self, node: Node) -> str:
        """Count a node of a kind that is not known; return its name, safe to print, and what its attributes say."""
        name = "".join(c for c in kind_of(node) if c.isalnum() or c in "-_")[:_MAX_NAME] or "untyped"
        self._found.unknown[name] += 1
        words = " ".join(said(node, *_WORDS).split())
        return f"[unknown: {name}: {words}]" if words else f"[unknown: {name}]"

    def _mention(self, node: Node) -> str:
        account_id = said(node, "id")
        name = said(node, "text").removeprefix("@").strip() or self._names.get(account_id, "")
        if name:
            self._found.mentions.append(Person(account_id, name))
        return f"@{name}" if name else "@somebody"

    def _around(self, own: str, node: Node) -> str:
        if self._depth > _MAX_DEPTH:
            return own + flat_text(node)
        self._depth += 1
        inside = self.text(children(node))
        self._depth -= 1
        return own + inside
