"""REST v2: footer and inline comments."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.state import live
from plugin.sandbox.wiki.changes import NotValid, add_comment, body_of, delete_comment
from plugin.sandbox.wiki.model import Page, WikiComment
from plugin.sandbox.wiki.permissions import may_comment
from plugin.sandbox.wiki.rest_page import asked_format
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
from plugin.sandbox.wiki.shapes import comment_json

blueprint = Blueprint("wiki_comment", __name__, url_prefix=f"{BASE}/api/v2")
guard(blueprint)

_KIND = "<any('footer-comments', 'inline-comments'):kind>"
_RESOLUTIONS = frozenset({"open", "reopened", "resolved", "dangling"})


@blueprint.get(f"/<any(pages, blogposts):where>/<content_id>/{_KIND}")
def comments(where: str, content_id: str, kind: str) -> Response:
    """Answer the comments that answer no other; `resolution-status` narrows inline ones."""
    page = page_or_404(content_id, ("page",) if where == "pages" else ("blogpost",))
    wanted = {value for text in request.args.getlist("resolution-status") for value in text.split(",")}
    if wanted - _RESOLUTIONS:
        raise Refused(HTTPStatus.BAD_REQUEST, "resolution-status is open, reopened, resolved or dangling.")
    rows = [each for each in page.comments if not each.parent and kind.startswith(each.kind)]
    newest_first = request.args.get("sort", "").startswith("-")
    rows.sort(key=lambda each: (each.created, int(each.id)), reverse=newest_first)
    return _list(page, [each for each in rows if not wanted or each.resolution in wanted])


@blueprint.get(f"/{_KIND}/<comment_id>")
def comment(kind: str, comment_id: str) -> Response:
    """Answer one comment."""
    page, found = _comment(kind, comment_id)
    return jsonify(comment_json(wiki(), page, found, asked_format()))


@blueprint.get(f"/{_KIND}/<comment_id>/children")
def children(kind: str, comment_id: str) -> Response:
    """Answer a comment's answers."""
    page, found = _comment(kind, comment_id)
    return _list(page, [each for each in page.comments if each.parent == found.id])


@blueprint.post("/footer-comments")
def add() -> tuple[Response, int]:
    """Add a comment under a page, a blog post or another comment."""
    sent = sent_object()
    page, parent = _target(sent)
    if not may_comment(wiki(), caller(), page):
        raise Refused(HTTPStatus.NOT_FOUND, "You may not comment on this page.")
    nested = sent.get("body")
    if isinstance(nested, dict) and "representation" not in nested:
        nested = next((nested[name] for name in ("storage", "atlas_doc_format") if name in nested), None)
    if not isinstance(nested, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "The comment has no body.")
    try:
        body = body_of(nested.get("representation"), nested.get("value"))
    except NotValid as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, str(fault)) from fault
    new = add_comment(live(), page, caller(), body, parent)
    return jsonify(comment_json(wiki(), page, new, str(nested.get("representation")))), HTTPStatus.CREATED


@blueprint.delete("/footer-comments/<comment_id>")
def delete(comment_id: str) -> tuple[str, int]:
    """Delete a comment: one's own, or any as an administrator of the space."""
    page, found = _comment("footer-comments", comment_id)
    space = wiki().space(page.space)
    if found.author != caller().account_id and (space is None or caller().account_id not in space.admins):
        raise Refused(HTTPStatus.NOT_FOUND, "You may not delete this comment.")
    delete_comment(live(), page, found)
    return "", HTTPStatus.NO_CONTENT


def _list(page: Page, rows: list[WikiComment]) -> Response:
    form = asked_format()
    return listed(rows, lambda each: comment_json(wiki(), page, each, form))


def _comment(kind: str, comment_id: str) -> tuple[Page, WikiComment]:
    page, found = comment_or_404(comment_id)
    if not kind.startswith(found.kind):
        raise Refused(HTTPStatus.NOT_FOUND)
    return page, found


def _target(sent: dict[str, object]) -> tuple[Page, str]:
    """The page under which a comment goes, and the comment that it answers (empty for none)."""
    named = [name for name in ("pageId", "blogPostId", "parentCommentId") if sent.get(name)]
    if len(named) != 1:
        raise Refused(HTTPStatus.BAD_REQUEST, "Name one of pageId, blogPostId and parentCommentId.")
    if named == ["parentCommentId"]:
        page, parent = _comment("footer-comments", str(sent["parentCommentId"]))
        return page, parent.id
    return page_or_404(str(sent[named[0]]), ("page",) if named == ["pageId"] else ("blogpost",)), ""
