"""REST: an issue's history, the oldest change first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from plugin.sandbox.rest_session import guard, issue_or_404, whole_number
from plugin.sandbox.shapes import api, user_json
from plugin.sandbox.site import Edit
from plugin.sandbox.state import live

blueprint = Blueprint("rest_changelog", __name__, url_prefix="/rest/api/3/issue/<reference>/changelog")
guard(blueprint)

_PAGE = 100


@blueprint.get("")
def changelog(reference: str) -> Response:
    """Answer a page of the history."""
    issue = issue_or_404(reference)
    start, most = whole_number("startAt", 0), whole_number("maxResults", _PAGE, _PAGE)
    page = issue.edits[start : start + most]
    return jsonify(
        {
            "self": api(live(), f"issue/{issue.key}/changelog"),
            "startAt": start,
            "maxResults": most,
            "total": len(issue.edits),
            "isLast": start + len(page) >= len(issue.edits),
            "values": [_json(edit) for edit in page],
        }
    )


def _json(edit: Edit) -> dict[str, Any]:
    item = {
        "field": edit.field,
        "fieldtype": "jira",
        "fieldId": edit.field.lower(),
        "from": None,
        "fromString": edit.was or None,
        "to": None,
        "toString": edit.now or None,
    }
    return {"id": edit.id, "author": user_json(live(), edit.author), "created": edit.created, "items": [item]}
