"""What every REST view shares: the person behind an access token, scopes, and Jira's form of refusals."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from plugin.sandbox.forge.api import through_api, unsettled
from plugin.sandbox.permissions import may_see, project_of
from plugin.sandbox.site import Issue, User
from plugin.sandbox.state import live

_SCOPE_OF = {"GET": "READ", "HEAD": "READ", "POST": "WRITE", "PUT": "WRITE", "DELETE": "DELETE"}
_READING = frozenset({"/rest/api/3/permissions/check", "/rest/api/3/search/jql"})  # asked by POST, and only reads
HIDDEN = "Issue does not exist or you do not have permission to see it."


class Refusal(Exception):
    """An answer in Jira's form: `{"errorMessages": [...], "errors": {...}}`."""

    def __init__(self, status: HTTPStatus, *messages: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(*messages)
        self.status = status
        self.body = {"errorMessages": list(messages), "errors": errors or {}}


def guard(blueprint: Blueprint) -> None:
    """Let only access tokens with the scope of the method in, and give every refusal Jira's form."""

    @blueprint.before_request
    def authenticate() -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        access = live().access(token.strip(), through_api()) if scheme.lower() == "bearer" else None
        user = live().user(access.account_id) if access else None
        if access is None or user is None:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "Client must be authenticated to access this resource.")
        scope = "READ" if request.path in _READING else _SCOPE_OF.get(request.method, "WRITE")
        if unsettled(access):
            raise Refusal(HTTPStatus.FORBIDDEN, "The app has no permissions here yet.")
        if scope not in access.scopes:
            raise Refusal(HTTPStatus.FORBIDDEN, f"The app's token does not have the scope {scope}.")
        if request.method in {"GET", "HEAD"} and request.get_data():
            raise Refusal(HTTPStatus.FORBIDDEN, "A GET request must not have a body.")
        g.user = user

    @blueprint.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        response = jsonify(refusal.body)
        response.status_code = refusal.status
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "OAuth realm"
        return response

    @blueprint.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[Response, int]:
        return jsonify({"errorMessages": [error.name], "errors": {}}), error.code or 500


def caller() -> User:
    """Return the person whose access token this is."""
    user: User = g.user
    return user


def issue_or_404(reference: str) -> Issue:
    """Return an issue that the caller may see; hidden and missing ones answer alike."""
    state = live()
    issue = state.issue(reference)
    if issue is None or not may_see(state.site, caller(), issue) or _kept_from_apps(issue):
        raise Refusal(HTTPStatus.NOT_FOUND, HIDDEN)
    return issue


def _kept_from_apps(issue: Issue) -> bool:
    """Whether an app access rule keeps the issue from every app, whoever it acts as."""
    project = project_of(live().site, issue.project)
    return live().governed.hides("jira", issue.id, project.id if project else "")


def json_body() -> Any:  # noqa: ANN401 (any JSON)
    """Return the request's JSON, or refuse with 400."""
    body = request.get_json(force=True, silent=True)
    if body is None and request.get_data().strip() != b"null":
        raise Refusal(HTTPStatus.BAD_REQUEST, "The request's body is not JSON.")
    return body


def whole_number(name: str, default: int, most: int | None = None) -> int:
    """Return a query parameter of zero or more; `most` caps it."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isdecimal():
        raise Refusal(HTTPStatus.BAD_REQUEST, f"The parameter {name} is not a number.")
    return int(text) if most is None else min(int(text), most)
