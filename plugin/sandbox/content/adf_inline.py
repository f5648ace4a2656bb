"""Inline markup of the authored texts -> Atlassian Document Format (ADF) inline nodes.

**strong**  _emphasis_  ~~struck~~  `code`  [text](address)  <address>      the last is a smart link (inlineCard)
@{handle}  {date:2026-11-20}  {status:IN REVIEW|blue}  {emoji:warning ⚠️}  {file:gateway.log}
a line that ends in a backslash ends in a hard break
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Node = dict[str, Any]
Marks = tuple[Node, ...]

COLLECTION = "jira-issue-files"
_INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\[(?P<label>[^\]]+)\]\((?P<href>[^)\s]+)\)"
    r"|<(?P<card>https?://[^>\s]+)>"
    r"|@\{(?P<mention>\w+)\}"
    r"|\{date:(?P<date>[\d-]+)\}"
    r"|\{status:(?P<status>[^|}]+)\|(?P<colour>\w+)\}"
    r"|\{emoji:(?P<emoji>\w+) (?P<glyph>[^}]+)\}"
    r"|\{file:(?P<file>[^}]+)\}"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|~~(?P<strike>.+?)~~"
    r"|(?<!\w)_(?P<em>[^_]+)_(?!\w)"
    r"|(?P<break>\n)"
)
_MARKED = ("strong", "strike", "em")


class InlineParser:
    """Turns one paragraph's markup into inline nodes; `people` maps handles to (account id, display name)."""

    def __init__(self, people: Mapping[str, tuple[str, str]]) -> None:
        self._people = people

    def parse(self, text: str, marks: Marks = ()) -> list[Node]:
        """Return the inline nodes of the text; KeyError where a mention's handle is unknown."""
        return list(self._nodes(text, marks))

    def _nodes(self, text: str, marks: Marks) -> Iterator[Node]:
        at = 0
        for match in _INLINE.finditer(text):
            if match.start() > at:
                yield text_node(text[at : match.start()], marks)
            yield from self._node(match, marks)
            at = match.end()
        if at < len(text):
            yield text_node(text[at:], marks)

    def _node(self, match: re.Match[str], marks: Marks) -> Iterator[Node]:
        kind = match.lastgroup or ""
        if kind in _MARKED:
            yield from self._nodes(match[kind], (*marks, {"type": kind}))
        elif kind == "href":
            yield from self._nodes(match["label"], (*marks, {"type": "link", "attrs": {"href": match["href"]}}))
        elif kind == "code":
            # The schema lets code stand beside a link, but not beside strong or emphasis.
            links = tuple(mark for mark in marks if mark["type"] == "link")
            yield text_node(match["code"], ({"type": "code"}, *links))
        elif kind == "break":
            yield {"type": "hardBreak"}
        else:
            yield {"type": _ATOMS[kind], "attrs": self._attrs(kind, match)}

    def _attrs(self, kind: str, match: re.Match[str]) -> Node:
        if kind == "mention":
            account_id, name = self._people[match["mention"]]
            return {"id": account_id, "text": f"@{name}", "accessLevel": ""}
        if kind == "date":
            day = datetime.fromisoformat(match["date"]).replace(tzinfo=UTC)
            return {"timestamp": str(int(day.timestamp() * 1000))}
        if kind == "colour":
            return {"text": match["status"], "color": match["colour"], "style": ""}
        if kind == "glyph":
            points = "-".join(f"{ord(char):x}" for char in match["glyph"])
            return {"shortName": f":{match['emoji']}:", "id": points, "text": match["glyph"]}
        if kind == "file":
            return media_attrs(match["file"])
        return {"url": match["card"]}


_ATOMS = {
    "mention": "mention",
    "date": "date",
    "colour": "status",
    "glyph": "emoji",
    "file": "mediaInline",
    "card": "inlineCard",
}


def text_node(text: str, marks: Marks = ()) -> Node:
    """Return a text node, with marks only where there are any, as Jira writes it."""
    return {"type": "text", "text": text, "marks": list(marks)} if marks else {"type": "text", "text": text}


def media_attrs(filename: str) -> Node:
    """Return the attrs of a file of the media service; the id follows from the name, so that it is stable."""
    file_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"media:{filename}"))
    return {"type": "file", "id": file_id, "collection": COLLECTION, "alt": filename}
