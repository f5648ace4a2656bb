"""REST v1: what v2 lacks: labels are changed, permissions asked for, restrictions and people read here."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.rest_files import redirected
from plugin.sandbox.shapes import group_id
from plugin.sandbox.site import User
from plugin.sandbox.state import live
from plugin.sandbox.wiki.changes import NotValid, add_labels
from plugin.sandbox.wiki.model import Audience, Page
from plugin.sandbox.wiki.permissions import may_edit, may_read, may_use, operations
from plugin.sandbox.wiki.session import BASE, Refused, caller, guard, page_or_404, sent_object, wiki
from plugin.sandbox.wiki.shapes import attachment_json, files_of, label_json, v1_person_json

blueprint = Blueprint("wiki_v1", __name__, url_prefix=f"{BASE}/rest/api")
guard(blueprint)

_ACCOUNT = re.compile(r"[A-Za-z0-9:_-]{1,128}")
_ADMINISTERS = [
    {"operation": "use", "targetType": "application"},
    {"operation": "administer", "targetType": "application"},
]
_OPERATIONS = ("read", "update")


@blueprint.get("/user/current")
def current() -> Response:
    """Answer the person behind the token; `expand=operations` says whether they administer Confluence."""
    shape = v1_person_json(live(), caller(), own=True)
    if "operations" in request.args.get("expand", "").split(","):
        shape["operations"] = _ADMINISTERS if caller().site_admin else _ADMINISTERS[:1]
    return jsonify(shape)


@blueprint.get("/user/memberof")
def member_of() -> Response:
    """Answer which groups a person is in, by `accountId`, a page at a time."""
    user = live().user(request.args.get("accountId", ""))
    if user is None:
        raise Refused(HTTPStatus.NOT_FOUND, "No user found with that account id.")
    start, limit = int(request.args.get("start", "0")), int(request.args.get("limit", "200"))
    rows = [{"type": "group", "name": name, "id": group_id(name)} for name in user.groups[start : start + limit]]
    return jsonify({"results": rows, "start": start, "limit": limit, "size": len(rows), "_links": {}})


@blueprint.get("/user")
def person() -> Response:
    """Answer another person, by `accountId`."""
    user = live().user(request.args.get("accountId", ""))
    if user is None:
        raise Refused(HTTPStatus.NOT_FOUND, "No user found with that account id.")
    return jsonify(v1_person_json(live(), user, own=user is caller()))


@blueprint.get("/content/<content_id>/child/attachment/<attachment_id>/download")
def download(content_id: str, attachment_id: str) -> Response:
    """Redirect to where the bytes of a page's file are."""
    page = page_or_404(content_id)
    names = {attachment_json(page, name)["id"]: name for name in files_of(page)}
    if attachment_id not in names:
        raise Refused(HTTPStatus.NOT_FOUND)
    return redirected(names[attachment_id], HTTPStatus.FOUND)


@blueprint.post("/content/<content_id>/permission/check")
def permission_check(content_id: str) -> Response:
    """Answer whether somebody may read, update or delete a page; about others only administrators may ask."""
    sent = sent_object()
    subject = sent.get("subject")
    account = str(subject.get("identifier", "")) if isinstance(subject, dict) else ""
    known = isinstance(subject, dict) and subject.get("type") == "user" and _ACCOUNT.fullmatch(account)
    if not known or sent.get("operation") not in {"read", "update", "delete"}:
        raise Refused(HTTPStatus.BAD_REQUEST, "A check names a user, and read, update or delete.")
    if account != caller().account_id and not caller().site_admin:
        raise Refused(HTTPStatus.FORBIDDEN, "You may not ask for another person's permissions.")
    page = wiki().pages.get(content_id)
    if page is None:
        raise Refused(HTTPStatus.NOT_FOUND, f"There is no content with the id {content_id}")
    fault = _fault(live().user(account), page, str(sent["operation"]))
    errors = [{"translation": fault, "message": {"key": fault, "args": []}}] if fault else []
    return jsonify({"hasPermission": not fault, "errors": errors, "_links": {"base": f"{live().base_url}{BASE}"}})


@blueprint.get("/content/<content_id>/restriction/byOperation/<any(read, update):operation>")
def restriction(content_id: str, operation: str) -> Response:
    """Answer the restriction of one operation; empty lists mean that there is none."""
    return jsonify(_restriction(page_or_404(content_id), operation))


@blueprint.get("/content/<content_id>/restriction/byOperation")
def restrictions(content_id: str) -> Response:
    """Answer both restrictions by the names of their operations."""
    page = page_or_404(content_id)
    return jsonify({name: _restriction(page, name) for name in _OPERATIONS})


@blueprint.post("/content/<content_id>/label")
def add(content_id: str) -> Response:
    """Add labels: `{prefix, name}` or a list of them; answers all labels."""
    page = _editable(content_id)
    sent = request.get_json(force=True, silent=True)
    rows = [row for row in (sent if isinstance(sent, list) else [sent]) if isinstance(row, dict)]
    if not rows or not all(row.get("prefix") == "global" for row in rows):
        raise Refused(HTTPStatus.BAD_REQUEST, "A label has a name, and global as its prefix here.")
    try:
        add_labels(live(), page, [str(row.get("name", "")) for row in rows])
    except NotValid as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault
    shapes = [label_json(name) | {"label": name} for name in page.labels]
    links = {"base": f"{live().base_url}{BASE}", "self": request.base_url}
    return jsonify({"results": shapes, "start": 0, "limit": 200, "size": len(shapes), "_links": links})


@blueprint.delete("/content/<content_id>/label/<name>")
def delete_label(content_id: str, name: str) -> tuple[str, int]:
    """Remove a label."""
    page = _editable(content_id)
    with live().lock:
        if name not in page.labels:
            raise Refused(HTTPStatus.NOT_FOUND, f"The content has no label {name}.")
        page.labels.remove(name)
    return "", HTTPStatus.NO_CONTENT


@blueprint.delete("/content/<content_id>/label")
def delete_named_label(content_id: str) -> tuple[str, int]:
    """Remove the label that `name` says, which may hold a slash."""
    return delete_label(content_id, request.args.get("name", ""))


def _editable(content_id: str) -> Page:
    page = page_or_404(content_id)
    if not may_edit(wiki(), caller(), page):
        raise Refused(HTTPStatus.FORBIDDEN, "You may not edit this page.")
    return page


def _fault(user: User | None, page: Page, operation: str) -> str:
    """Why the person may not, in Confluence's words; empty where they may."""
    if user is None or not may_use(user):
        return "User is not allowed to use Confluence"
    space = wiki().space(page.space)
    if space is None or user.account_id not in space.read:
        return "User does not have permission to the space"
    held = {
        "read": may_read(wiki(), user, page),
        "update": may_edit(wiki(), user, page),
        "delete": any(row["operation"] == "delete" for row in operations(wiki(), user, page)),
    }
    return "" if held[operation] and held["read"] else "User does not have permission to the content"


def _restriction(page: Page, operation: str) -> dict[str, Any]:
    audience = (page.readers if operation == "read" else page.editors) or Audience()
    people = [v1_person_json(live(), user, own=False) for each in audience.people if (user := live().user(each))]
    groups = [{"type": "group", "name": name, "id": group_id(name)} for name in audience.groups]
    return {
        "operation": operation,
        "restrictions": {"user": _array(people), "group": _array(groups)},
        "_expandable": {"content": f"/rest/api/content/{page.id}"},
        "_links": {"self": f"{live().base_url}{request.path}"},
    }


def _array(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"results": rows, "start": 0, "limit": 100, "size": len(rows)}
