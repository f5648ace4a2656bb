"""REST: issues by JQL, by the enhanced search alone; Jira took the older one away.

Of JQL, what apps of this site need: clauses joined by AND on project, labels, components, priority, issue type and
security level, and one field to order by. Anything else is refused, as is a query that no clause bounds.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify

from plugin.sandbox.permissions import may_see
from plugin.sandbox.rest_session import Refusal, caller, guard, json_body
from plugin.sandbox.shapes import issue_json
from plugin.sandbox.site import Issue
from plugin.sandbox.state import live

blueprint = Blueprint("rest_search", __name__)
guard(blueprint)

_DEFAULT, _MOST = 50, 50
_KNOWN = {"jql", "fields", "maxResults", "nextPageToken", "expand", "properties", "fieldsByKeys", "reconcileIssues"}
_ORDER = re.compile(r"\s+ORDER\s+BY\s+(\w+)(?:\s+(ASC|DESC))?\s*$", re.IGNORECASE)
_EMPTY = re.compile(r"(\w+)\s+IS\s+(NOT\s+)?EMPTY", re.IGNORECASE)
_IS = re.compile(r"(\w+)\s*(!?=)\s*(?:\"([^\"]*)\"|(\S+))")

Clause = Callable[[Issue], bool]
_FIELDS: dict[str, Callable[[Issue], list[str]]] = {
    "project": lambda issue: [issue.project],
    "labels": lambda issue: issue.labels,
    "component": lambda issue: issue.components,
    "priority": lambda issue: [issue.priority],
    "issuetype": lambda issue: [issue.type],
    "level": lambda issue: [issue.security_level] if issue.security_level else [],
    "statuscategory": lambda issue: [{"new": "To Do", "done": "Done"}.get(issue.status_category, "In Progress")],
}


@blueprint.post("/rest/api/3/search/jql")
def search() -> Response:
    """Answer a page of the issues that the person may see, with the fields asked for (`id` alone by default)."""
    sent = json_body()
    if not isinstance(sent, dict) or set(sent) - _KNOWN or not isinstance(sent.get("jql"), str):
        raise Refusal(HTTPStatus.BAD_REQUEST, "Invalid request payload. Refer to the REST API documentation.")
    state, jql = live(), sent["jql"]
    found = [issue for issue in _select(jql) if may_see(state.site, caller(), issue)]
    start = _offset(sent.get("nextPageToken"), jql)
    most = min(int(sent.get("maxResults", _DEFAULT)), _MOST)
    page = found[start : start + most]
    fields = frozenset(map(str, sent.get("fields") or ["id"]))
    shape: dict[str, Any] = {"issues": [_row(issue, fields) for issue in page]}
    last = start + len(page) >= len(found)
    if not last:
        shape["nextPageToken"] = _token(start + len(page), jql)
    return jsonify(shape | {"isLast": last})


def _row(issue: Issue, fields: frozenset[str]) -> dict[str, Any]:
    return {"id": issue.id} if fields == {"id"} else issue_json(live(), caller(), issue, fields)


def _select(jql: str) -> list[Issue]:
    order = _ORDER.search(jql)
    clauses = [_clause(part.strip()) for part in re.split(r"\s+AND\s+", jql[: order.start()] if order else jql)]
    if not any(bounds for _, bounds in clauses):
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "Unbounded JQL queries are not allowed here. Please add a search restriction."
        )
    found = [issue for issue in list(live().site.issues.values()) if all(holds(issue) for holds, _ in clauses)]
    name, downwards = ("updated", True) if order is None else (order[1].lower(), (order[2] or "").upper() == "DESC")
    if name not in {"updated", "created", "key"}:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"Field '{name}' does not exist or this field cannot be viewed.")
    return sorted(found, key=lambda issue: (str(getattr(issue, name)), int(issue.id)), reverse=downwards)


def _clause(text: str) -> tuple[Clause, bool]:
    """What a clause holds for, and whether it bounds the search."""
    if empty := _EMPTY.fullmatch(text):
        read, wanted = _field(empty[1]), bool(empty[2])
        return lambda issue: bool(read(issue)) is wanted, False
    if equal := _IS.fullmatch(text):
        read, value, positive = _field(equal[1]), equal[3] or equal[4], equal[2] == "="
        if equal[1].lower() == "project" and all(value not in {p.key, p.id} for p in live().site.projects):
            raise Refusal(HTTPStatus.BAD_REQUEST, f"The value '{value}' does not exist for the field 'project'.")
        keys = {p.key for p in live().site.projects if value in {p.key, p.id}} or {value}
        return lambda issue: bool(keys & set(read(issue))) is positive, equal[1].lower() == "project" and positive
    raise Refusal(HTTPStatus.BAD_REQUEST, f"Error in the JQL Query: '{text}' is not understood.")


def _field(name: str) -> Callable[[Issue], list[str]]:
    if name.lower() not in _FIELDS:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"Field '{name}' does not exist or you may not view it.")
    return _FIELDS[name.lower()]


def _token(offset: int, jql: str) -> str:
    return base64.urlsafe_b64encode(f"{offset} {jql}".encode()).decode()


def _offset(token: object, jql: str) -> int:
    """Where a page begins; a token belongs to its query."""
    if token is None:
        return 0
    try:
        number, _, of = base64.urlsafe_b64decode(str(token)).decode().partition(" ")
    except (binascii.Error, UnicodeDecodeError):
        number, of = "", ""
    if of != jql or not number.isdecimal():
        raise Refusal(HTTPStatus.BAD_REQUEST, "The provided next page token is invalid or expired.")
    return int(number)
