"""REST: an issue and its properties."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.editing import Unchanged, edit_issue
from plugin.sandbox.permissions import holds, project_of
from plugin.sandbox.rest_session import Refusal, caller, guard, issue_or_404, json_body
from plugin.sandbox.shapes import api, issue_json
from plugin.sandbox.site import Issue
from plugin.sandbox.state import live

blueprint = Blueprint("rest_issue", __name__, url_prefix="/rest/api/3/issue/<reference>")
guard(blueprint)

_MAX_KEY = 255
_MAX_VALUE = 32768


@blueprint.get("")
def issue(reference: str) -> Response:
    """Answer an issue; `fields` is honoured, `expand` is not."""
    found = issue_or_404(reference)
    wanted = frozenset(filter(None, (name.strip() for name in ",".join(request.args.getlist("fields")).split(","))))
    return jsonify(issue_json(live(), caller(), found, wanted))


@blueprint.put("")
def edit(reference: str) -> tuple[str, int]:
    """Change fields by `fields` and `update`: all of it, or nothing."""
    found = issue_or_404(reference)
    try:
        edit_issue(live(), caller(), found, json_body())
    except Unchanged as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, *fault.messages, errors=fault.errors) from fault
    return "", HTTPStatus.NO_CONTENT


@blueprint.get("/properties")
def properties(reference: str) -> Response:
    """Answer the keys of an issue's properties."""
    found = issue_or_404(reference)
    keys = [{"self": _address(found, key), "key": key} for key in sorted(found.properties)]
    return jsonify({"keys": keys})


@blueprint.get("/properties/<key>")
def read_property(reference: str, key: str) -> Response:
    """Answer one property."""
    found = issue_or_404(reference)
    return jsonify({"key": key, "value": _existing(found, key)})


@blueprint.put("/properties/<key>")
def set_property(reference: str, key: str) -> tuple[Response, int]:
    """Create (201) or change (200) a property; any JSON of at most 32,768 characters."""
    found = _editable(reference)
    value = json_body()
    if len(key) > _MAX_KEY or len(json.dumps(value, ensure_ascii=False)) > _MAX_VALUE:
        raise Refusal(HTTPStatus.BAD_REQUEST, "The property's key or value is too long.")
    with live().lock:
        status = HTTPStatus.OK if key in found.properties else HTTPStatus.CREATED
        found.properties[key] = value
    return jsonify({"self": _address(found, key)}), status


@blueprint.delete("/properties/<key>")
def delete_property(reference: str, key: str) -> tuple[str, int]:
    """Delete a property."""
    found = _editable(reference)
    with live().lock:
        _existing(found, key)
        del found.properties[key]
    return "", HTTPStatus.NO_CONTENT


def _editable(reference: str) -> Issue:
    found = issue_or_404(reference)
    site = live().site
    if not holds(site, caller(), "EDIT_ISSUES", project_of(site, found.project), found):
        raise Refusal(HTTPStatus.FORBIDDEN, "You do not have permission to edit this issue.")
    return found


def _existing(found: Issue, key: str) -> object:
    if key not in found.properties:
        raise Refusal(HTTPStatus.NOT_FOUND, f"The property with key '{key}' does not exist.")
    value: object = found.properties[key]
    return value


def _address(found: Issue, key: str) -> str:
    return api(live(), f"issue/{found.key}/properties/{key}")
