"""Writing to an issue as one person: a comment, its withdrawal, and the property that marks an approved summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.host.compose import compose
from connectors.host.errors import HostAnswerInvalid, HostError, HostNotFound
from connectors.host.model import Item
from connectors.jira.client import JiraClient
from connectors.jira.comments import comments_of

APPROVED_PROPERTY = "vouch-approved"
_INTERNAL = "sd.public.comment"


class NotInternal(HostError):
    """An internal note came back as one that customers can read; it was withdrawn."""


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment as Jira made it; `updated` is its version."""

    id: str
    updated: str
    href: str


def add_comment(client: JiraClient, item: Item, text: str, footer: str, *, internal: bool) -> WrittenComment:
    """Add a comment; an internal one is read back, and withdrawn where Jira made it public.

    Raises:
        NotInternal: as above.
        HostError: as the session; the comment may have been written where no answer came (see `find_comment`).
    """
    body: dict[str, Any] = {"body": compose(text, footer)}
    if internal:
        body["properties"] = [{"key": _INTERNAL, "value": {"internal": True}}]
    made = client.post("issue", _reference(item), "comment", body=body, params={"expand": "properties"})
    written = _written(client, item, made)
    if internal and made.get("jsdPublic") is not False:
        client.delete("issue", _reference(item), "comment", written.id)
        raise NotInternal("the note came back as public")
    return written


def find_comment(client: JiraClient, item: Item, text: str, footer: str, account_id: str) -> WrittenComment | None:
    """Return this person's newest comment with exactly this document: what a write without an answer left behind."""
    wanted = compose(text, footer)
    for comment in reversed(comments_of(client, _reference(item))):
        author = comment.author.get("accountId") if comment.author else None
        if author == account_id and comment.body == wanted:
            return _written(client, item, {"id": comment.id, "updated": comment.updated})
    return None


def comment_version(client: JiraClient, item: Item, comment_id: str) -> str | None:
    """Return the last change of a comment, or None where it is gone."""
    try:
        found = client.get("issue", _reference(item), "comment", comment_id)
    except HostNotFound:
        return None
    return str(found.get("updated") or "")


def remove_comment(client: JiraClient, item: Item, comment_id: str) -> None:
    """Remove a comment."""
    client.delete("issue", _reference(item), "comment", comment_id)


def mark_approved(client: JiraClient, item: Item, value: dict[str, str]) -> None:
    """Set the property by which Jira shows the panel with the approved summary."""
    client.put("issue", _reference(item), "properties", APPROVED_PROPERTY, body=value)


def unmark_approved(client: JiraClient, item: Item) -> None:
    """Take the property away; that it is gone already is as good."""
    try:
        client.delete("issue", _reference(item), "properties", APPROVED_PROPERTY)
    except HostNotFound:
        return


def _reference(item: Item) -> str:
    return item.id or item.key


def _written(client: JiraClient, item: Item, made: dict[str, Any]) -> WrittenComment:
    comment_id = made.get("id")
    if not isinstance(comment_id, str) or not comment_id.isalnum():
        raise HostAnswerInvalid("comment")
    href = f"{client.site_url}/browse/{item.key}?focusedCommentId={comment_id}"
    return WrittenComment(comment_id, str(made.get("updated") or made.get("created") or ""), href)
