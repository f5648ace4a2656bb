"""An issue's history: who changed which field from what to what."""

from __future__ import annotations

from plugin.sandbox.site import Edit, Issue, User
from plugin.sandbox.state import SiteState
from plugin.sandbox.thread import moment

_NAMES = {"components": "Component", "request_type": "Request Type", "type": "issuetype"}
"""Jira's names in a history where they are not the attribute's own."""


def recorded(state: SiteState, user: User, issue: Issue, attribute: str, value: object) -> None:
    """Set an attribute of an issue, and remember what it was; nothing where it stays the same."""
    before = getattr(issue, attribute)
    if before == value:
        return
    with state.lock:
        number = len(issue.edits) + 1
        setattr(issue, attribute, value)
        now = moment()
        edit = Edit(
            f"{issue.id}9{number:03d}",
            user.account_id,
            now,
            _NAMES.get(attribute, attribute),
            _text(state, attribute, before),
            _text(state, attribute, value),
        )
        issue.edits.append(edit)
        issue.updated = max(issue.updated, now)


def _text(state: SiteState, attribute: str, value: object) -> str:
    """As a history says it: a list in one line, a document as its plain words."""
    if isinstance(value, list):
        return (" " if attribute == "labels" else ", ").join(map(str, value))
    if isinstance(value, dict):
        return "(a document)"
    user = state.user(str(value)) if attribute == "assignee" and value else None
    return user.display_name if user else str(value or "")
