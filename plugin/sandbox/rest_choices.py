"""REST: what an issue's fields may hold, priorities, and a service desk's request types."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify

from plugin.sandbox.permissions import holds, is_agent, may_browse, project_of
from plugin.sandbox.rest_session import Refusal, caller, guard, issue_or_404, whole_number
from plugin.sandbox.shapes import (
    REQUEST_TYPE_FIELD,
    component_json,
    number,
    priority_json,
    request_type_json,
    type_json,
)
from plugin.sandbox.site import Project
from plugin.sandbox.state import SiteState, live

blueprint = Blueprint("rest_choices", __name__)
guard(blueprint)

_PAGE = 50
_DESK_PAGE = 5  # small, so that a caller has to turn pages
_DESK = "/rest/servicedeskapi"


@blueprint.get("/rest/api/3/issue/<reference>/editmeta")
def edit_meta(reference: str) -> Response:
    """Answer the fields that the person may edit, with what they may hold; none for who may not edit the issue."""
    issue, state = issue_or_404(reference), live()
    project = project_of(state.site, issue.project)
    if project is None or not holds(state.site, caller(), "EDIT_ISSUES", project, issue):
        return jsonify({"fields": {}})
    return jsonify({"fields": _editable(state, project)})


@blueprint.get("/rest/api/3/priority/search")
def priorities() -> Response:
    """Answer a page of the priorities; every project has all of them."""
    rows = [priority_json(live(), each.name) for each in live().site.priorities]
    start, most = whole_number("startAt", 0), whole_number("maxResults", _PAGE, _PAGE)
    page = rows[start : start + most]
    shape = {"startAt": start, "maxResults": most, "total": len(rows), "isLast": start + len(page) >= len(rows)}
    return jsonify(shape | {"values": page})


@blueprint.get(f"{_DESK}/servicedesk")
def desks() -> Response:
    """Answer the desks that the person may open."""
    found = [each for each in live().site.projects if each.type == "service_desk" and may_browse(caller(), each)]
    return _desk_page([_desk_json(project) for project in found])


@blueprint.get(f"{_DESK}/servicedesk/<desk>/requesttype")
def request_types(desk: str) -> Response:
    """Answer a desk's request types."""
    for project in live().site.projects:
        if project.type == "service_desk" and desk == _desk_id(project) and may_browse(caller(), project):
            return _desk_page([request_type_json(live(), each, desk) for each in project.request_types])
    raise Refusal(HTTPStatus.NOT_FOUND, "The service desk does not exist or you may not see it.")


@blueprint.get(f"{_DESK}/request/<reference>")
def customer_request(reference: str) -> Response:
    """Answer an issue as a customer's request; an issue that nobody requested is none."""
    issue, state = issue_or_404(reference), live()
    project = project_of(state.site, issue.project)
    if project is None or issue.request_type is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "The request does not exist or you may not see it.")
    kind = next(each for each in project.request_types if each.name == issue.request_type)
    desk = _desk_id(project)
    shape = request_type_json(state, kind, desk)
    return jsonify(
        {
            "issueId": issue.id,
            "issueKey": issue.key,
            "requestTypeId": shape["id"],
            "serviceDeskId": desk,
            "summary": issue.summary,
            "requestFieldValues": [],
            "_links": {"self": f"{state.base_url}{_DESK}/request/{issue.id}"},
        }
    )


def _editable(state: SiteState, project: Project) -> dict[str, Any]:
    types = [type_json(state, name) for name in project.types]
    fields = {
        "summary": _meta("summary", "Summary", {"type": "string", "system": "summary"}, ["set"], required=True),
        "issuetype": _meta("issuetype", "Issue Type", {"type": "issuetype", "system": "issuetype"}, [], types),
        "priority": _meta(
            "priority",
            "Priority",
            {"type": "priority", "system": "priority"},
            ["set"],
            # here, without the descriptions: those stand in the search for priorities
            [_undescribed(priority_json(state, each.name)) for each in state.site.priorities],
        ),
        "labels": _meta("labels", "Labels", _array("string", "labels"), ["add", "set", "remove"])
        | {"autoCompleteUrl": f"{state.base_url}/rest/api/1.0/labels/suggest?query="},
        "components": _meta(
            "components",
            "Components",
            _array("component", "components"),
            ["add", "set", "remove"],
            [component_json(state, project, name) for name in project.components],
        ),
    }
    fields["issuetype"]["operations"] = ["set"] if len(types) > 1 else []
    if project.type == "service_desk" and is_agent(caller(), project):
        schema = {
            "type": "sd-customerrequesttype",
            "custom": "com.atlassian.servicedesk:vp-origin",
            "customId": int(REQUEST_TYPE_FIELD.rpartition("_")[2]),
        }
        fields[REQUEST_TYPE_FIELD] = _meta(REQUEST_TYPE_FIELD, "Request Type", schema, ["set"])
    return fields


def _meta(
    key: str,
    name: str,
    schema: dict[str, Any],
    operations: list[str],
    allowed: list[dict[str, Any]] | None = None,
    *,
    required: bool = False,
) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "required": required,
        "schema": schema,
        "name": name,
        "key": key,
        "operations": operations,
    }
    return shape if allowed is None else shape | {"allowedValues": allowed}


def _array(items: str, system: str) -> dict[str, str]:
    return {"type": "array", "items": items, "system": system}


def _undescribed(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if name != "description"}


def _desk_id(project: Project) -> str:
    return number(f"desk:{project.key}")


def _desk_json(project: Project) -> dict[str, Any]:
    desk = _desk_id(project)
    return {
        "id": desk,
        "projectId": project.id,
        "projectName": project.name,
        "projectKey": project.key,
        "_links": {"self": f"{live().base_url}{_DESK}/servicedesk/{desk}"},
    }


def _desk_page(rows: list[dict[str, Any]]) -> Response:
    start, most = whole_number("start", 0), whole_number("limit", _DESK_PAGE, _DESK_PAGE)
    page = rows[start : start + most]
    last = start + len(page) >= len(rows)
    shape = {"_expands": [], "size": len(page), "start": start, "limit": most, "isLastPage": last, "_links": {}}
    return jsonify(shape | {"values": page})
