"""REST: what app access rules keep from the app; Jira tells Forge apps, and no Connect app."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.forge.api import through_api
from plugin.sandbox.rest_session import Refusal, guard
from plugin.sandbox.site import Project
from plugin.sandbox.state import live

blueprint = Blueprint("rest_data_policy", __name__, url_prefix="/rest/api/3/data-policy")
guard(blueprint)


@blueprint.get("")
def whole() -> Response:
    """Answer whether anything at all is kept from the app."""
    _only_forge()
    return jsonify({"anyContentBlocked": any(_blocked_in(project) for project in live().site.projects)})


@blueprint.get("/project")
def projects() -> Response:
    """Answer it of each project of `ids`, fifty at most."""
    _only_forge()
    ids = [value for value in request.args.get("ids", "").split(",") if value]
    if not 0 < len(ids) <= 50:  # noqa: PLR2004 (Jira's own limit)
        raise Refusal(HTTPStatus.BAD_REQUEST, "Between 1 and 50 ids.")
    found = [project for project in live().site.projects if project.id in ids]
    rows = [{"id": int(each.id), "dataPolicy": {"anyContentBlocked": _blocked_in(each)}} for each in found]
    return jsonify({"projectDataPolicies": rows})


def _only_forge() -> None:
    if not through_api():
        raise Refusal(HTTPStatus.FORBIDDEN, "Connect apps cannot access this REST resource.")


def _blocked_in(project: Project) -> bool:
    governed = live().governed
    issues = [issue for issue in list(live().site.issues.values()) if issue.project == project.key]
    return any(governed.hides("jira", issue.id, project.id) for issue in issues)
