"""REST v2: spaces, classification levels and people."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.state import live
from plugin.sandbox.wiki.permissions import may_open, visible_pages
from plugin.sandbox.wiki.rest_page import asked_format
from plugin.sandbox.wiki.session import BASE, Refused, caller, guard, listed, sent_object, space_or_404, wiki
from plugin.sandbox.wiki.shapes import label_json, level_json, page_json, person_json, space_json

blueprint = Blueprint("wiki_space", __name__, url_prefix=f"{BASE}/api/v2")
guard(blueprint)

_MOST_PEOPLE = 250


@blueprint.get("/spaces")
def spaces() -> Response:
    """Answer the spaces that the person may see; `keys` and `ids` narrow the list."""
    named = {value for name in ("keys", "ids") for value in request.args.get(name, "").split(",") if value}
    rows = [s for s in wiki().spaces if may_open(caller(), s) and (not named or named & {s.key, s.id})]
    return listed(rows, lambda space: space_json(live(), space, request.args.get("description-format", "")))


@blueprint.get("/spaces/<space_id>")
def space(space_id: str) -> Response:
    """Answer one space, by its id."""
    found = space_or_404(space_id)
    return jsonify(space_json(live(), found, request.args.get("description-format", "")))


@blueprint.get("/spaces/<space_id>/operations")
def permitted(space_id: str) -> Response:
    """Answer what the person may do with a space."""
    found, person = space_or_404(space_id), caller()
    rights = {
        ("read", "space"): True,
        ("create", "page"): person.account_id in found.write,
        ("administer", "space"): person.account_id in found.admins,
    }
    held = [{"operation": name, "targetType": target} for (name, target), held in rights.items() if held]
    return jsonify({"operations": held})


@blueprint.get("/spaces/<space_id>/pages")
def pages(space_id: str) -> Response:
    """Answer the pages of a space that the person may see; `title` narrows the list."""
    found, title, form = space_or_404(space_id), request.args.get("title"), asked_format()
    rows = [
        page
        for page in visible_pages(wiki(), caller())
        if page.space == found.key and page.kind == "page" and (title is None or page.title == title)
    ]
    return listed(rows, lambda page: page_json(live(), page, page.current, form))


@blueprint.get("/spaces/<space_id>/content/labels")
def content_labels(space_id: str) -> Response:
    """Answer the labels of the pages and blog posts that the person may see, each once."""
    found = space_or_404(space_id)
    names = [name for page in visible_pages(wiki(), caller()) if page.space == found.key for name in page.labels]
    return listed(sorted(set(names)), label_json)


@blueprint.get("/spaces/<space_id>/classification-level/default")
def default_level(space_id: str) -> Response:
    """Answer the level that the space's pages have by default; 404 where there is none, as where it is hidden."""
    level = wiki().level(space_or_404(space_id).level)
    if level is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    return jsonify(level_json(level))


@blueprint.get("/classification-levels")
def levels() -> Response:
    """Answer the organisation's levels as a plain array."""
    return jsonify([level_json(level) for level in wiki().levels])


@blueprint.post("/users-bulk")
def users_bulk() -> Response:
    """Answer the people of `{accountIds}`; ids that are unknown are left out."""
    ids = sent_object().get("accountIds")
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_PEOPLE:
        raise Refused(HTTPStatus.BAD_REQUEST, "accountIds names one to 250 accounts.")
    found = [user for account_id in ids if (user := live().user(str(account_id)))]
    return jsonify({"results": [person_json(user) for user in found]})
