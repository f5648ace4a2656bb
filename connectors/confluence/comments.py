"""A page's comments: below it and in its text, with their replies.

Confluence lists only the first comment of each thread; replies are asked for comment by comment, up to a bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.confluence.body import ADF, Body, body_of
from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid

MOST_THREADS_ASKED = 200
_OPEN = frozenset({"open", "reopened"})


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as Confluence sent it; `at` is its last change as Confluence writes it.

    `role` is "footer", "inline" (on a part of the text, still open) or "inline_resolved" (also where the text that it
    stood on is gone: Confluence shows those among the resolved). A reply has its thread's role. `thread` is the id of
    the comment that a thread began with. `selection` is the text that an inline comment stands on.
    """

    id: str
    role: str
    body: Body | None
    author_id: str
    at: str
    version: str
    selection: str
    webui: object
    thread: str


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments, each thread in order; `unasked` counts comments whose replies were not asked for."""

    found: tuple[Comment, ...]
    unasked: int


def comments_of(client: ConfluenceClient, where: str, content_id: str) -> Comments:
    """Return the comments that this person may see.

    Args:
        client: of the person.
        where: `pages` or `blogposts`.
        content_id: the page's id.

    Raises:
        HostError: as the client.
        HostAnswerInvalid: a comment has no id of the right form; half a thread is never taken for a whole one.
    """
    reader = _Reader(client)
    for kind in ("footer-comments", "inline-comments"):
        params = {"body-format": ADF, "sort": "created-date"}
        reader.read(kind, client.rows(where, content_id, kind, params=params))
    return Comments(tuple(reader.found.values()), reader.unasked)


class _Reader:
    """Follows threads, oldest first, without recursion: a thread may be as deep as people like."""

    def __init__(self, client: ConfluenceClient) -> None:
        self._client = client
        self._asked = 0
        self.found: dict[str, Comment] = {}
        self.unasked = 0

    def read(self, kind: str, rows: Iterator[dict[str, Any]]) -> None:
        """Read comments and what was replied to each."""
        todo: list[tuple[dict[str, Any], Comment | None]] = []
        todo += [(row, None) for row in rows][::-1]
        while todo:
            row, above = todo.pop()
            if row.get("status", "current") != "current":
                continue
            comment = _comment(row, above.role if above else _role(kind, row), above)
            if comment.id in self.found:
                continue
            self.found[comment.id] = comment
            todo.extend([(reply, comment) for reply in self._replies(kind, comment.id)][::-1])

    def _replies(self, kind: str, comment_id: str) -> Iterator[dict[str, Any]]:
        if self._asked >= MOST_THREADS_ASKED:
            self.unasked += 1
            return iter(())
        self._asked += 1
        params = {"body-format": ADF, "sort": "created-date"}
        return self._client.rows(kind, comment_id, "children", params=params)


def _role(kind: str, row: dict[str, Any]) -> str:
    if kind == "footer-comments":
        return "footer"
    return "inline" if row.get("resolutionStatus", "open") in _OPEN else "inline_resolved"


def _comment(row: dict[str, Any], role: str, above: Comment | None) -> Comment:
    comment_id, version, links = row.get("id"), row.get("version"), row.get("_links")
    if not isinstance(comment_id, str) or not comment_id.isalnum():
        raise HostAnswerInvalid("comment")
    changed = version if isinstance(version, dict) else {}
    return Comment(
        id=comment_id,
        role=role,
        body=body_of(row),
        author_id=str(changed.get("authorId") or ""),
        at=str(changed.get("createdAt") or ""),
        version=str(changed.get("number") or ""),
        selection=_selection(row.get("properties")),
        webui=links.get("webui") if isinstance(links, dict) else None,
        thread=above.thread if above else comment_id,
    )


def _selection(properties: object) -> str:
    """The text under an inline comment; Confluence's description and its answers write the name in two ways."""
    for name in ("inlineOriginalSelection", "inline-original-selection"):
        found = properties.get(name) if isinstance(properties, dict) else None
        if isinstance(found, str) and found.strip():
            return " ".join(found.split())
    return ""
