"""REST v2: content properties of pages, blog posts and comments."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.state import live
from plugin.sandbox.wiki.changes import NotValid, change_property, set_property
from plugin.sandbox.wiki.drafts import draft_of
from plugin.sandbox.wiki.model import Page, Property, WikiComment
from plugin.sandbox.wiki.permissions import may_edit
from plugin.sandbox.wiki.session import (
    BASE,
    Refused,
    caller,
    comment_or_404,
    guard,
    listed,
    page_or_404,
    sent_object,
    wiki,
)
from plugin.sandbox.wiki.shapes import property_json

blueprint = Blueprint(
    "wiki_property",
    __name__,
    url_prefix=f"{BASE}/api/v2/<any(pages, blogposts, comments):kind>/<content_id>/properties",
)
guard(blueprint)


@blueprint.get("")
def properties(kind: str, content_id: str) -> Response:
    """Answer the properties; `key` narrows the list to one."""
    key = request.args.get("key")
    rows = [found for found in _holder(kind, content_id).properties if key is None or found.key == key]
    return listed(rows, property_json)


@blueprint.post("")
def create_property(kind: str, content_id: str) -> Response:
    """Create a property: `{key, value}`; 400 where the key is taken."""
    holder, sent = _editable(kind, content_id), sent_object()
    if "value" not in sent:
        raise Refused(HTTPStatus.BAD_REQUEST, "The property has no value.")
    try:
        return jsonify(property_json(set_property(live(), holder, caller(), str(sent.get("key", "")), sent["value"])))
    except NotValid as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault


@blueprint.get("/<property_id>")
def one_property(kind: str, content_id: str, property_id: str) -> Response:
    """Answer one property, by its id."""
    return jsonify(property_json(_property(_holder(kind, content_id), property_id)))


@blueprint.put("/<property_id>")
def change(kind: str, content_id: str, property_id: str) -> Response:
    """Change a property: `{key, value, version: {number}}`; 409 where the number is not the next one."""
    found, sent = _property(_editable(kind, content_id), property_id), sent_object()
    version = sent.get("version")
    number = version.get("number") if isinstance(version, dict) else None
    if sent.get("key") != found.key or "value" not in sent or not isinstance(number, int):
        raise Refused(HTTPStatus.BAD_REQUEST, "A change names the key, a value and the next version's number.")
    try:
        if not change_property(live(), found, caller(), sent["value"], number):
            raise Refused(HTTPStatus.CONFLICT, f"The property is at version {found.version}.")
    except NotValid as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault
    return jsonify(property_json(found))


@blueprint.delete("/<property_id>")
def delete_property(kind: str, content_id: str, property_id: str) -> tuple[str, int]:
    """Delete a property."""
    holder = _editable(kind, content_id)
    with live().lock:
        holder.properties.remove(_property(holder, property_id))
    return "", HTTPStatus.NO_CONTENT


def _holder(kind: str, content_id: str) -> Page | WikiComment:
    if kind == "comments":
        return comment_or_404(content_id)[1]
    draft = draft_of(live(), caller(), content_id) if kind == "pages" else None
    return draft or page_or_404(content_id, ("page",) if kind == "pages" else ("blogpost",))


def _editable(kind: str, content_id: str) -> Page | WikiComment:
    """What the person may change: a page that they may edit, or a comment of their own."""
    holder = _holder(kind, content_id)
    if isinstance(holder, WikiComment):
        if holder.author != caller().account_id:
            raise Refused(HTTPStatus.FORBIDDEN, "You may not change this comment.")
    elif not may_edit(wiki(), caller(), holder):
        raise Refused(HTTPStatus.FORBIDDEN, "You may not edit this page.")
    return holder


def _property(holder: Page | WikiComment, property_id: str) -> Property:
    found = next((each for each in holder.properties if each.id == property_id), None)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    return found
