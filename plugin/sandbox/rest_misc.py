"""REST: who I am, what I may do, and projects."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.permissions import GLOBAL, KNOWN, holds, may_browse, project_of
from plugin.sandbox.rest_session import Refusal, caller, guard, issue_or_404, json_body, whole_number
from plugin.sandbox.shapes import REQUEST_TYPE_FIELD, component_json, group_json, project_json, type_json, user_json
from plugin.sandbox.site import Issue, Project, User
from plugin.sandbox.state import live

blueprint = Blueprint("rest_misc", __name__, url_prefix="/rest/api/3")
guard(blueprint)

_MOST_CHECKED = 1000
_PAGE = 50
_MOST_PROJECTS = 100


@blueprint.get("/myself")
def myself() -> Response:
    """Answer the person behind the token, with address, language and time zone; `expand=groups` names the groups."""
    user = caller()
    shape = user_json(live(), user.account_id) or {}
    if "groups" in request.args.get("expand", "").split(","):
        shape = shape | {
            "groups": {"size": len(user.groups), "items": [group_json(live(), name) for name in user.groups]}
        }
    return jsonify(shape | {"emailAddress": user.email, "locale": user.locale.replace("-", "_")})


@blueprint.get("/mypermissions")
def my_permissions() -> Response:
    """Answer which of the named permissions the person holds: everywhere, in a project or on an issue."""
    names = [name.strip() for name in request.args.get("permissions", "").split(",") if name.strip()]
    if not names:
        raise Refusal(HTTPStatus.BAD_REQUEST, "The 'permissions' query parameter is required.")
    unknown = sorted(set(names) - KNOWN)
    if unknown:
        raise Refusal(HTTPStatus.BAD_REQUEST, f"Unrecognized permission: {', '.join(unknown)}")
    issue, project = _where()
    held = {
        name: {
            "id": str(number),
            "key": name,
            "name": name.replace("_", " ").title(),
            "type": "GLOBAL" if name in GLOBAL else "PROJECT",
            "description": "",
            "havePermission": holds(live().site, caller(), name, project, issue),
        }
        for number, name in enumerate(names, start=1)
    }
    return jsonify({"permissions": held})


@blueprint.post("/permissions/check")
def check_permissions() -> Response:
    """Answer which projects and issues an account holds permissions in; another's only for administrators."""
    sent = json_body()
    if not isinstance(sent, dict):
        raise Refusal(HTTPStatus.BAD_REQUEST, "The request's body is not an object.")
    account = sent.get("accountId", caller().account_id)
    if account != caller().account_id and not caller().site_admin:
        raise Refusal(HTTPStatus.FORBIDDEN, "You may not ask for another account's permissions.")
    user = live().user(str(account))
    asked_globally, asked = sent.get("globalPermissions") or [], sent.get("projectPermissions") or []
    if not isinstance(asked_globally, list) or not set(map(str, asked_globally)) <= GLOBAL:
        raise Refusal(HTTPStatus.BAD_REQUEST, "Unrecognized global permission.")
    site = live().site
    held = [name for name in asked_globally if user and holds(site, user, name, None)]
    rows = [row for entry in asked for row in _checked(user, entry)]
    return jsonify({"globalPermissions": held, "projectPermissions": rows})


@blueprint.get("/project/search")
def projects() -> Response:
    """Answer a page of the projects that the person may browse or administers; `query` narrows the list."""
    start, most = whole_number("startAt", 0), whole_number("maxResults", _PAGE, _MOST_PROJECTS)
    asked, person = request.args.get("query", "").lower(), caller()
    found = [
        each
        for each in sorted(live().site.projects, key=lambda one: one.key)
        if (may_browse(person, each) or person.site_admin) and asked in f"{each.key} {each.name}".lower()
    ]
    page = found[start : start + most]
    return jsonify(
        {
            "startAt": start,
            "maxResults": most,
            "total": len(found),
            "isLast": start + len(page) >= len(found),
            "values": [project_json(live(), each) for each in page],
        }
    )


@blueprint.get("/project/<reference>")
def project(reference: str) -> Response:
    """Answer a project with its components."""
    found = _project_or_404(reference)
    components = [component_json(live(), found, name) for name in found.components]
    lead = user_json(live(), found.admins[0] if found.admins else None)
    types = [type_json(live(), name) for name in found.types]
    return jsonify(project_json(live(), found) | {"components": components, "lead": lead, "issueTypes": types})


@blueprint.get("/field")
def fields() -> Response:
    """Answer the fields of the site as a plain array: those of a few issues' screens, and the request type."""
    system = ("summary", "description", "issuetype", "priority", "labels", "components")
    rows = [
        {"id": name, "key": name, "name": name.title(), "custom": False, "schema": {"type": "string", "system": name}}
        for name in system
    ]
    schema = {"type": "sd-customerrequesttype", "custom": "com.atlassian.servicedesk:vp-origin", "customId": 10010}
    rows.append(
        {
            "id": REQUEST_TYPE_FIELD,
            "key": REQUEST_TYPE_FIELD,
            "name": "Request Type",
            "custom": True,
            "schema": schema,
        }
    )
    return jsonify(rows)


@blueprint.get("/project/<reference>/component")
def components(reference: str) -> Response:
    """Answer a page of a project's components."""
    found = _project_or_404(reference)
    start, most = whole_number("startAt", 0), whole_number("maxResults", _PAGE, _PAGE)
    page = found.components[start : start + most]
    return jsonify(
        {
            "startAt": start,
            "maxResults": most,
            "total": len(found.components),
            "isLast": start + len(page) >= len(found.components),
            "values": [component_json(live(), found, name) for name in page],
        }
    )


def _where() -> tuple[Issue | None, Project | None]:
    site, args = live().site, request.args
    reference = args.get("issueKey") or args.get("issueId")
    if reference:
        issue = issue_or_404(reference)
        return issue, project_of(site, issue.project)
    reference = args.get("projectKey") or args.get("projectId")
    return None, _project_or_404(reference) if reference else None


def _project_or_404(reference: str) -> Project:
    found = project_of(live().site, reference)
    if found is None or not may_browse(caller(), found):
        raise Refusal(HTTPStatus.NOT_FOUND, f"No project could be found with key '{reference}'.")
    return found


def _checked(user: User | None, entry: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (any JSON)
    """One row for each permission of an entry: the projects and issues (ids as numbers) in which it is held."""
    names = entry.get("permissions") if isinstance(entry, dict) else None
    if not isinstance(names, list) or not names or not set(map(str, names)) <= KNOWN - GLOBAL:
        raise Refusal(HTTPStatus.BAD_REQUEST, "A project permission is missing or unrecognized.")
    issues, projects = entry.get("issues") or [], entry.get("projects") or []
    if len(issues) > _MOST_CHECKED or len(projects) > _MOST_CHECKED:
        raise Refusal(HTTPStatus.BAD_REQUEST, "At most 1,000 projects and 1,000 issues can be checked.")
    return [
        {
            "permission": name,
            "issues": [number for number in issues if user and _on_issue(user, name, str(number))],
            "projects": [number for number in projects if user and _in_project(user, name, str(number))],
        }
        for name in names
    ]


def _on_issue(user: User, name: str, reference: str) -> bool:
    state = live()
    issue = state.issue(reference)
    return issue is not None and holds(state.site, user, name, project_of(state.site, issue.project), issue)


def _in_project(user: User, name: str, reference: str) -> bool:
    found = project_of(live().site, reference)
    return found is not None and holds(live().site, user, name, found)
