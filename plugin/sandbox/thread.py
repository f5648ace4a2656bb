"""Changes to an issue's thread, by REST or from the site's own page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugin.sandbox.permissions import holds, is_agent, is_member, project_of
from plugin.sandbox.site import Adf, Comment, Issue, User, Visibility
from plugin.sandbox.state import SiteState

_FIRST_ID = 20_000_001
_MAX_TEXT = 32_767


class NotAllowed(Exception):
    """The person may not do this; the text says why."""


class NotValid(Exception):
    """The comment cannot be taken as it is; the text says why."""


def add_comment(
    state: SiteState,
    user: User,
    issue: Issue,
    body: Adf,
    *,
    internal: bool = False,
    visibility: Visibility | None = None,
) -> Comment:
    """Append a comment to an issue that the person sees, and return it.

    Raises:
        NotAllowed: internal without being an agent, or a restriction that would exclude the author.
        NotValid: the body is no document, empty, or longer than 32,767 characters.
    """
    project = project_of(state.site, issue.project)
    if project is None or not holds(state.site, user, "ADD_COMMENTS", project, issue):
        raise NotAllowed("You do not have permission to comment on this issue.")
    if internal and not is_agent(user, project):
        raise NotAllowed("Only agents may write internal notes.")
    if visibility and not is_member(user, project, visibility):
        raise NotAllowed("You are not in the role or group that the comment is restricted to.")
    check_document(body)
    now = moment()
    with state.lock:
        comment = Comment(_next_id(state), user.account_id, now, body, internal, visibility, now)
        issue.comments.append(comment)
        issue.updated = max(issue.updated, now)
    return comment


def delete_comment(state: SiteState, user: User, issue: Issue, comment: Comment) -> None:
    """Remove a comment.

    Raises:
        NotAllowed: somebody else's, and the person does not administer the project.
    """
    permission = "DELETE_OWN_COMMENTS" if comment.author == user.account_id else "DELETE_ALL_COMMENTS"
    if not holds(state.site, user, permission, project_of(state.site, issue.project), issue):
        raise NotAllowed("You do not have permission to delete this comment.")
    with state.lock:
        issue.comments.remove(comment)
        issue.updated = max(issue.updated, moment())


def check_document(body: object) -> None:
    """Refuse what is no text of Jira's.

    Raises:
        NotValid: no document, empty, or longer than 32,767 characters.
    """
    if not isinstance(body, dict) or body.get("type") != "doc" or body.get("version") != 1:
        raise NotValid("The text is not a document (ADF, version 1).")
    length = _length(body)
    if not length:
        raise NotValid("The text can not be empty!")
    if length > _MAX_TEXT:
        raise NotValid("The entered text is too long. It exceeds the allowed limit of 32,767 characters.")


def plain_body(text: str) -> Adf:
    """Return plain text as a document: a blank line parts paragraphs, a line end is a hard break."""
    paragraphs = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return {"type": "doc", "version": 1, "content": [_paragraph(part.strip("\n")) for part in paragraphs]}


def moment() -> str:
    """Return the present as Jira writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def _paragraph(text: str) -> Adf:
    content: list[Adf] = []
    for number, line in enumerate(text.split("\n")):
        content += [{"type": "hardBreak"}] if number else []
        content += [{"type": "text", "text": line}] if line else []
    return {"type": "paragraph", "content": content}


def _length(node: Any) -> int:  # noqa: ANN401 (any JSON)
    """Characters of a document; an inline node without text counts as one."""
    if not isinstance(node, dict) or not isinstance(node.get("type"), str):
        raise NotValid("The text holds something that is not a node.")
    content = node.get("content", [])
    if not isinstance(content, list):
        raise NotValid("The text holds a node without a list of nodes.")
    own = len(str(node["text"])) if "text" in node else int("attrs" in node and not content)
    return own + sum(map(_length, content))


def _next_id(state: SiteState) -> str:
    """A new id above all others (the caller holds the lock)."""
    ids = [int(comment.id) for issue in state.site.issues.values() for comment in issue.comments]
    return str(max([_FIRST_ID, *(number + 1 for number in ids)]))
