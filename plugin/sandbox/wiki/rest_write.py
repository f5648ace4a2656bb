"""REST v2: making, changing and deleting pages and drafts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify

from plugin.sandbox.state import live
from plugin.sandbox.wiki.changes import NotValid, body_of, new_version
from plugin.sandbox.wiki.drafts import change_draft, draft_of, make, publish
from plugin.sandbox.wiki.model import Body, Page
from plugin.sandbox.wiki.permissions import may_edit, operations
from plugin.sandbox.wiki.session import BASE, Refused, caller, flag, guard, page_or_404, sent_object, space_or_404, wiki
from plugin.sandbox.wiki.shapes import page_json

blueprint = Blueprint("wiki_write", __name__, url_prefix=f"{BASE}/api/v2/pages")
guard(blueprint)


@blueprint.post("")
def create() -> Response:
    """Make a page, published where no status says otherwise; `parentId` names what it stands under."""
    sent = sent_object()
    if not isinstance(sent.get("spaceId"), str):
        raise Refused(HTTPStatus.BAD_REQUEST, "A page needs a spaceId.")
    space = space_or_404(sent["spaceId"])
    if caller().account_id not in space.write:
        raise Refused(HTTPStatus.NOT_FOUND, "You may not create pages in this space.")
    status, title = _status(sent), _title(sent)
    if flag("root-level") and sent.get("parentId"):
        raise Refused(HTTPStatus.BAD_REQUEST, "A page at the root has no parentId.")
    parent = "" if flag("root-level") else str(sent.get("parentId") or space.homepage_id)
    if parent and page_or_404(parent, ("page",)).space != space.key:
        raise Refused(HTTPStatus.NOT_FOUND, "The parent is in another space.")
    body = _body(sent) if "body" in sent else Body(storage="")
    try:
        draft = status == "draft"
        page = make(live(), caller(), space=space.key, parent=parent, title=title, body=body, draft=draft)
    except NotValid as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault
    return jsonify(page_json(live(), page, page.current, ""))


@blueprint.put("/<content_id>")
def change(content_id: str) -> Response:
    """Change a page, or a draft; a draft that becomes current is published."""
    sent = sent_object()
    version = sent.get("version")
    number = version.get("number") if isinstance(version, dict) else None
    named = {"status", "title", "body"} <= set(sent) and sent.get("id") == content_id
    if not named or not isinstance(number, int):
        raise Refused(HTTPStatus.BAD_REQUEST, "A change names id, status, title, body and the version's number.")
    draft = draft_of(live(), caller(), content_id)
    page = _draft(draft, sent, number) if draft is not None else _page(content_id, sent, number)
    return jsonify(page_json(live(), page, page.current, ""))


@blueprint.delete("/<content_id>")
def delete(content_id: str) -> tuple[str, int]:
    """Delete a page; a draft only with `draft=true`, and then nothing of it is left."""
    draft = draft_of(live(), caller(), content_id)
    if flag("draft") or draft is not None:
        if draft is None or not flag("draft"):
            raise Refused(HTTPStatus.NOT_FOUND)
        with live().lock:
            wiki().drafts.pop(content_id, None)
        return "", HTTPStatus.NO_CONTENT
    page = page_or_404(content_id, ("page",))
    if not any(row["operation"] == "delete" for row in operations(wiki(), caller(), page)):
        raise Refused(HTTPStatus.NOT_FOUND, "You may not delete this page.")
    with live().lock:
        wiki().pages.pop(content_id, None)
    return "", HTTPStatus.NO_CONTENT


def _draft(draft: Page, sent: dict[str, Any], number: int) -> Page:
    if number != 1:
        raise Refused(HTTPStatus.CONFLICT, "A draft's version is 1.")
    change_draft(live(), draft, _title(sent), _body(sent))
    if _status(sent) == "current":
        try:
            publish(live(), draft)
        except NotValid as fault:
            raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault
    return draft


def _page(content_id: str, sent: dict[str, Any], number: int) -> Page:
    page = page_or_404(content_id, ("page",))
    if not may_edit(wiki(), caller(), page):
        raise Refused(HTTPStatus.NOT_FOUND, "You may not edit this page.")
    if _status(sent) != "current":
        raise Refused(HTTPStatus.BAD_REQUEST, "This site keeps no drafts of pages that are published.")
    if number != page.current.number + 1:
        raise Refused(HTTPStatus.CONFLICT, f"The page is at version {page.current.number}.")
    version = sent["version"]
    new_version(live(), page, caller(), _body(sent), str(version.get("message") or ""))
    return page


def _status(sent: dict[str, Any]) -> str:
    status = sent.get("status", "current")
    if status not in {"current", "draft"}:
        raise Refused(HTTPStatus.BAD_REQUEST, "The status is current or draft.")
    return str(status)


def _title(sent: dict[str, Any]) -> str:
    title = sent.get("title", "")
    if not isinstance(title, str):
        raise Refused(HTTPStatus.BAD_REQUEST, "The title is text.")
    return title.strip()


def _nested(sent: dict[str, Any]) -> dict[str, Any]:
    """A body in one of the two ways in which it may be written."""
    body = sent.get("body")
    if isinstance(body, dict) and "representation" not in body:
        body = next((body[name] for name in ("storage", "atlas_doc_format") if name in body), None)
    if not isinstance(body, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is no body.")
    return body


def _body(sent: dict[str, Any]) -> Body:
    nested = _nested(sent)
    try:
        return body_of(nested.get("representation"), nested.get("value"))
    except NotValid as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault
