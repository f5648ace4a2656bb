"""Writing to a page or blog post as one person: a comment below it, its withdrawal, and the mark of what was approved.

Shapes are those of Confluence's REST v2: a body is `{representation, value}`, its value a document written as a string.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from connectors.confluence.body import ADF
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import PAGES, Content, named
from connectors.host.compose import compose, same
from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import Item

APPROVED_PROPERTY = "vouch-approved"
_COMMENTS = "footer-comments"


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment as Confluence made it; `version` counts its changes."""

    id: str
    version: str
    href: str


def add_comment(client: ConfluenceClient, item: Item, text: str, footer: str) -> WrittenComment:
    """Add a comment below a page or blog post.

    Raises:
        HostError: as the client; the comment may have been written where no answer came (see `find_comment`).
    """
    page = named(client, item)
    below = "pageId" if page.where == PAGES else "blogPostId"
    made = client.post(_COMMENTS, body={below: page.id, "body": body_of(compose(text, footer))})
    return _written(client, page, made)


def find_comment(
    client: ConfluenceClient, item: Item, text: str, footer: str, account_id: str
) -> WrittenComment | None:
    """Return this person's newest comment with exactly this document: what a write without an answer left behind."""
    page, wanted = named(client, item), compose(text, footer)
    params = {"body-format": ADF, "sort": "-created-date"}
    for row in client.rows(page.where, page.id, _COMMENTS, params=params):
        version = row.get("version")
        author = version.get("authorId") if isinstance(version, dict) else None
        if author == account_id and same(document_of(row), wanted):
            return _written(client, page, row)
    return None


def comment_version(client: ConfluenceClient, comment_id: str) -> str | None:
    """Return the number of a comment's version, or None where it is gone."""
    try:
        found = client.get(_COMMENTS, comment_id)
    except HostNotFound:
        return None
    return _number(found)


def answered(client: ConfluenceClient, comment_id: str) -> bool:
    """Whether anybody answered a comment: removing it would remove their words too."""
    return next(client.rows(_COMMENTS, comment_id, "children"), None) is not None


def remove_comment(client: ConfluenceClient, comment_id: str) -> None:
    """Remove a comment; that it is gone already is as good."""
    try:
        client.delete(_COMMENTS, comment_id)
    except HostNotFound:
        return


def mark_approved(client: ConfluenceClient, where: str, content_id: str, value: dict[str, str]) -> None:
    """Set the property that says where an approved text came from.

    Args:
        client: of the person who approved.
        where: `pages`, `blogposts` or `comments`.
        content_id: the id of that page, blog post or comment.
        value: what the property holds.
    """
    found = _property(client, where, content_id)
    if found is None:
        client.post(where, content_id, "properties", body={"key": APPROVED_PROPERTY, "value": value})
        return
    version = {"number": int(_number(found)) + 1}
    body = {"key": APPROVED_PROPERTY, "value": value, "version": version}
    client.put(where, content_id, "properties", _id(found, "property"), body=body)


def unmark_approved(client: ConfluenceClient, where: str, content_id: str) -> None:
    """Take the property away; that it is gone already is as good."""
    try:
        found = _property(client, where, content_id)
        if found is not None:
            client.delete(where, content_id, "properties", _id(found, "property"))
    except HostNotFound:
        return


def approved_mark(client: ConfluenceClient, where: str, content_id: str) -> Any:  # noqa: ANN401 (any JSON)
    """Return what the property holds, or None; whoever may edit the content can have set it."""
    found = _property(client, where, content_id)
    return found.get("value") if found else None


def body_of(document: dict[str, Any]) -> dict[str, str]:
    """Return a document as the body of a request."""
    return {"representation": ADF, "value": json.dumps(document, ensure_ascii=False)}


def _property(client: ConfluenceClient, where: str, content_id: str) -> dict[str, Any] | None:
    rows = client.rows(where, content_id, "properties", params={"key": APPROVED_PROPERTY})
    return next((row for row in rows if row.get("key") == APPROVED_PROPERTY), None)


def document_of(row: dict[str, Any]) -> object:
    """Return the document of an answer's body; None where it has none that can be read."""
    body = row.get("body")
    entry = body.get(ADF) if isinstance(body, dict) else None
    value = entry.get("value") if isinstance(entry, dict) else None
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None


def _written(client: ConfluenceClient, page: Content, made: dict[str, Any]) -> WrittenComment:
    comment_id = _id(made, "comment")
    href = f"{page.href(client)}?focusedCommentId={comment_id}"
    return WrittenComment(comment_id, _number(made), href)


def _id(row: dict[str, Any], what: str) -> str:
    found = row.get("id")
    if not isinstance(found, str) or not found.isalnum():
        raise HostAnswerInvalid(what)
    return found


def _number(row: dict[str, Any]) -> str:
    version = row.get("version")
    number = version.get("number") if isinstance(version, dict) else None
    if not isinstance(number, int):
        raise HostAnswerInvalid("version")
    return str(number)
