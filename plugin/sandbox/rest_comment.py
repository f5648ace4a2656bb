"""REST: the comments of an issue."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.permissions import visible_comments
from plugin.sandbox.rest_session import Refusal, caller, guard, issue_or_404, json_body, whole_number
from plugin.sandbox.shapes import MOST_COMMENTS, comment_json
from plugin.sandbox.site import Comment, Issue, Visibility
from plugin.sandbox.state import live
from plugin.sandbox.thread import NotAllowed, NotValid, add_comment, delete_comment

blueprint = Blueprint("rest_comment", __name__, url_prefix="/rest/api/3/issue/<reference>/comment")
guard(blueprint)

_PAGE = 50
_INTERNAL = "sd.public.comment"
_HIDDEN = "Can not find a comment for the id: {}."


@blueprint.get("")
def comments(reference: str) -> Response:
    """Answer a page of the comments that the person may see (at most a hundred)."""
    issue = issue_or_404(reference)
    order = request.args.get("orderBy", "created")
    if order not in {"created", "+created", "-created"}:
        raise Refusal(HTTPStatus.BAD_REQUEST, "Comments can be ordered by created alone.")
    found = visible_comments(live().site, caller(), issue)
    if order == "-created":
        found.reverse()
    start, most = whole_number("startAt", 0), whole_number("maxResults", _PAGE, MOST_COMMENTS)
    page = _halved(found, start, found[start : start + most])
    rows = [comment_json(live(), issue, comment, properties=_properties_wanted()) for comment in page]
    return jsonify({"startAt": start, "maxResults": most, "total": len(found), "comments": rows})


@blueprint.get("/<comment_id>")
def comment(reference: str, comment_id: str) -> Response:
    """Answer one comment."""
    issue = issue_or_404(reference)
    return jsonify(comment_json(live(), issue, _visible(issue, comment_id), properties=_properties_wanted()))


@blueprint.post("")
def add(reference: str) -> tuple[Response, int]:
    """Add a comment: `body` (ADF), optionally `visibility` and the property that makes it internal."""
    issue = issue_or_404(reference)
    sent = json_body()
    if not isinstance(sent, dict):
        raise Refusal(HTTPStatus.BAD_REQUEST, "The request's body is not an object.")
    try:
        new = add_comment(
            live(),
            caller(),
            issue,
            sent.get("body", {}),
            internal=_is_internal(sent.get("properties")),
            visibility=_restriction(sent.get("visibility")),
        )
    except (NotAllowed, NotValid) as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, errors={"comment": str(fault)}) from fault
    return jsonify(comment_json(live(), issue, new, properties=_properties_wanted())), HTTPStatus.CREATED


@blueprint.delete("/<comment_id>")
def delete(reference: str, comment_id: str) -> tuple[str, int]:
    """Delete a comment: one's own, or any as an administrator of the project."""
    issue = issue_or_404(reference)
    try:
        delete_comment(live(), caller(), issue, _visible(issue, comment_id))
    except NotAllowed as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, str(fault)) from fault
    return "", HTTPStatus.NO_CONTENT


def _halved(found: list[Comment], start: int, page: list[Comment]) -> list[Comment]:
    """Play the fault `half_page`: half of the thread, then empty pages, while the total stays true."""
    faults = live().faults
    if not faults.armed(request.path, "half_page"):
        return page
    if start:
        faults.take(request.path, frozenset({"half_page"}))
        return []
    return page[: len(found) // 2]


def _visible(issue: Issue, comment_id: str) -> Comment:
    for each in visible_comments(live().site, caller(), issue):
        if each.id == comment_id:
            return each
    raise Refusal(HTTPStatus.NOT_FOUND, _HIDDEN.format(comment_id))


def _properties_wanted() -> bool:
    return "properties" in request.args.get("expand", "").split(",")


def _is_internal(properties: object) -> bool:
    entries = properties if isinstance(properties, list) else []
    for entry in entries:
        if isinstance(entry, dict) and entry.get("key") == _INTERNAL:
            value = entry.get("value")
            return isinstance(value, dict) and value.get("internal") is True
    return False


def _restriction(sent: Any) -> Visibility | None:  # noqa: ANN401 (any JSON)
    if sent is None:
        return None
    kind, value = (sent.get("type"), sent.get("value")) if isinstance(sent, dict) else (None, None)
    if kind not in {"role", "group"} or not isinstance(value, str):
        raise Refusal(HTTPStatus.BAD_REQUEST, errors={"commentLevel": "A restriction names a role or a group."})
    return Visibility(kind, value)
