"""REST: people, and who of them an issue can be assigned to."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.permissions import holds, in_role, is_agent, may_see, project_of
from plugin.sandbox.rest_session import Refusal, caller, guard, issue_or_404, whole_number
from plugin.sandbox.shapes import group_json, user_json
from plugin.sandbox.site import Issue, User
from plugin.sandbox.state import live

blueprint = Blueprint("rest_user", __name__, url_prefix="/rest/api/3/user")
guard(blueprint)

_PAGE, _MOST = 50, 1000


@blueprint.get("")
def user() -> Response:
    """Answer one person by account id; for those who may browse people."""
    if not holds(live().site, caller(), "USER_PICKER", None):
        raise Refusal(HTTPStatus.FORBIDDEN, "You are not allowed to browse users.")
    shape = user_json(live(), request.args.get("accountId"))
    if shape is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "Specified user does not exist or you do not have required permissions")
    return jsonify(shape)


@blueprint.get("/groups")
def groups() -> Response:
    """Answer which groups a person is in; for those who may browse people."""
    if not holds(live().site, caller(), "USER_PICKER", None):
        raise Refusal(HTTPStatus.FORBIDDEN, "You are not allowed to browse users.")
    found = live().user(request.args.get("accountId", ""))
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "The user does not exist or you do not have permission to view it.")
    return jsonify([group_json(live(), name) for name in found.groups])


@blueprint.get("/assignable/search")
def assignable() -> Response:
    """Answer whom an issue can be assigned to: by the beginning of a word of the name, or by account id."""
    args = request.args
    if "query" not in args and "accountId" not in args:
        raise Refusal(HTTPStatus.BAD_REQUEST, "Either query or accountId is required.")
    reference = args.get("issueKey") or args.get("issueId")
    if not reference:
        raise Refusal(HTTPStatus.BAD_REQUEST, "Either issueKey, issueId or project is required.")
    issue = issue_or_404(reference)
    project = project_of(live().site, issue.project)
    if not (
        holds(live().site, caller(), "USER_PICKER", None) or holds(live().site, caller(), "ASSIGN_ISSUES", project)
    ):
        raise Refusal(HTTPStatus.FORBIDDEN, "You are not allowed to browse users.")
    start, most = whole_number("startAt", 0), whole_number("maxResults", _PAGE, _MOST)
    # The host takes the range first and sifts it then: an answer may be shorter than what was asked for.
    found = [each for each in live().site.users if _matches(each)][start : start + most]
    return jsonify([user_json(live(), each.account_id) for each in found if _assignable(each, issue)])


def _matches(user: User) -> bool:
    account_id = request.args.get("accountId")
    if account_id is not None:
        return user.account_id == account_id
    words = [*user.display_name.lower().split(), user.display_name.lower(), user.email.lower()]
    return any(word.startswith(request.args["query"].lower()) for word in words)


def _assignable(user: User, issue: Issue) -> bool:
    project = project_of(live().site, issue.project)
    if project is None or user.account_type != "atlassian" or not may_see(live().site, user, issue):
        return False
    return in_role(user, project) or is_agent(user, project)
