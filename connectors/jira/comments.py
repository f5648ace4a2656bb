"""An issue's comments, paged to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import PUBLIC, Visibility, VisibilityKind
from connectors.jira.client import JiraClient

_PAGE = 100
_MOST = 5000
_INTERNAL = "sd.public.comment"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as Jira sent it, with its visibility worked out; times as Jira writes them."""

    id: str
    author: dict[str, Any] | None
    body: object
    created: str
    updated: str
    visibility: Visibility


def comments_of(client: JiraClient, issue: str) -> list[Comment]:
    """Return every comment that this person may see, oldest first.

    Raises:
        HostAnswerInvalid: a page is missing or malformed; half a thread is never taken for a whole one.
    """
    found: dict[str, Comment] = {}
    start = 0
    while True:
        params = {"startAt": start, "maxResults": _PAGE, "orderBy": "created", "expand": "properties"}
        page = client.get("issue", issue, "comment", params=params)
        rows, total = page.get("comments"), page.get("total")
        if not isinstance(rows, list) or not isinstance(total, int):
            raise HostAnswerInvalid("comments")
        for row in rows:
            comment = _comment(row)
            found[comment.id] = comment
        start += len(rows)
        if start >= total:
            return list(found.values())
        if not rows:
            raise HostAnswerInvalid("comments: a page is missing")
        if start >= _MOST:
            raise HostAnswerInvalid(f"more than {_MOST} comments")


def _comment(row: object) -> Comment:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"].isalnum():
        raise HostAnswerInvalid("comment")
    created = str(row.get("created") or "")
    author = row.get("author")
    return Comment(
        id=row["id"],
        author=author if isinstance(author, dict) else None,
        body=row.get("body"),
        created=created,
        updated=str(row.get("updated") or created),
        visibility=_visibility(row),
    )


def _visibility(row: dict[str, Any]) -> Visibility:
    """A restriction is the narrowest; a note is internal where either sign says so."""
    restriction = row.get("visibility")
    if isinstance(restriction, dict):
        return Visibility(
            VisibilityKind.RESTRICTED, str(restriction.get("value") or restriction.get("identifier") or "")
        )
    if restriction is not None or row.get("jsdPublic") is False or _marked_internal(row.get("properties")):
        return Visibility(VisibilityKind.INTERNAL)
    return PUBLIC


def _marked_internal(properties: object) -> bool:
    for prop in properties if isinstance(properties, list) else []:
        if isinstance(prop, dict) and prop.get("key") == _INTERNAL:
            value = prop.get("value")
            return not isinstance(value, dict) or value.get("internal") is not False
    return False
