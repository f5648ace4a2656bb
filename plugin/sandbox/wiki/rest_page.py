"""REST v2: a page or blog post, its versions, labels, files, operations, classification level and what is above it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.state import live
from plugin.sandbox.wiki.drafts import draft_of
from plugin.sandbox.wiki.model import Page, Version
from plugin.sandbox.wiki.permissions import operations, upwards, visible_pages
from plugin.sandbox.wiki.session import BASE, Refused, caller, flag, guard, listed, page_or_404, wiki
from plugin.sandbox.wiki.shapes import (
    FORMATS,
    attachment_json,
    body_json,
    files_of,
    included,
    label_json,
    level_json,
    page_json,
    property_json,
    version_json,
)

blueprint = Blueprint("wiki_page", __name__, url_prefix=f"{BASE}/api/v2/<any(pages, blogposts):kind>")
guard(blueprint)

_ANCESTORS = 25
_KINDS = {"pages": "page", "blogposts": "blogpost"}


def asked_format() -> str:
    """Return the `body-format` of the request: one that the site has, or empty where none is asked for."""
    form = request.args.get("body-format", "")
    if form and form not in FORMATS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"This site has no body-format {form}.")
    return form


@blueprint.get("")
def contents(kind: str) -> Response:
    """Answer the pages that the person may see; `id`, `space-id` and `title` narrow the list."""
    ids, spaces = _several("id"), _several("space-id")
    title, form = request.args.get("title"), asked_format()
    known = {space.key: space.id for space in wiki().spaces}
    rows = [
        page
        for page in visible_pages(wiki(), caller())
        if page.kind == _KINDS[kind]
        and (not ids or page.id in ids)
        and (not spaces or known[page.space] in spaces)
        and (title is None or page.title == title)
    ]
    return listed(rows, lambda page: page_json(live(), page, page.current, form))


@blueprint.get("/<content_id>")
def content(kind: str, content_id: str) -> Response:
    """Answer one page, in the version that `version` names, with what `include-...` adds; or a draft of one's own."""
    asked = request.args.get("status", "current")
    draft = draft_of(live(), caller(), content_id) if flag("get-draft") or asked == "draft" else None
    if draft is not None and kind == "pages":
        return jsonify(page_json(live(), draft, draft.current, asked_format()))
    page = page_or_404(content_id, (_KINDS[kind],))
    if asked not in {"current", "historical"}:
        raise Refused(HTTPStatus.NOT_FOUND)
    version = _version(page, request.args.get("version", ""))
    shape = page_json(live(), page, version, asked_format()) | _extras(kind, page)
    if not flag("include-version", default=True):
        del shape["version"]
    return jsonify(shape)


@blueprint.get("/<content_id>/versions")
def versions(kind: str, content_id: str) -> Response:
    """Answer the versions, newest first, with their bodies where a `body-format` is asked for."""
    page, form = page_or_404(content_id, (_KINDS[kind],)), asked_format()
    rows = page.versions if request.args.get("sort") == "modified-date" else page.versions[::-1]

    def shape(version: Version) -> dict[str, Any]:
        held = {"id": page.id, "title": version.title, "body": body_json(wiki(), version.body, form)}
        return version_json(version) | ({_KINDS[kind]: held} if form else {})

    return listed(rows, shape)


@blueprint.get("/<content_id>/versions/<int:number>")
def version_details(kind: str, content_id: str, number: int) -> Response:
    """Answer one version's details, with the numbers of its neighbours."""
    page = page_or_404(content_id, (_KINDS[kind],))
    version = _version(page, str(number))
    last = page.current.number
    beside = {"prevVersion": number - 1 if number > 1 else None, "nextVersion": number + 1 if number < last else None}
    more = {"contentTypeModified": False, "collaborators": [version.author]}
    return jsonify(version_json(version) | more | beside)


@blueprint.get("/<content_id>/labels")
def labels(kind: str, content_id: str) -> Response:
    """Answer the labels."""
    return listed(list(page_or_404(content_id, (_KINDS[kind],)).labels), label_json)


@blueprint.get("/<content_id>/attachments")
def attachments(kind: str, content_id: str) -> Response:
    """Answer the files that the page shows."""
    page = page_or_404(content_id, (_KINDS[kind],))
    return listed(files_of(page), lambda name: attachment_json(page, name))


@blueprint.get("/<content_id>/ancestors")
def ancestors(kind: str, content_id: str) -> Response:
    """Answer the pages above a page, the highest first; of more than `limit`, the nearest (blog posts have none)."""
    if kind != "pages":
        raise Refused(HTTPStatus.NOT_FOUND)
    above = list(upwards(wiki(), page_or_404(content_id, ("page",))))[1:]
    nearest = above[: request.args.get("limit", _ANCESTORS, type=int)][::-1]
    links = {"base": f"{live().base_url}{BASE}"}
    return jsonify({"results": [{"id": each.id, "type": "page"} for each in nearest], "_links": links})


@blueprint.get("/<content_id>/operations")
def permitted(kind: str, content_id: str) -> Response:
    """Answer what the person may do with the page."""
    page = page_or_404(content_id, (_KINDS[kind],))
    return jsonify({"operations": operations(wiki(), caller(), page)})


@blueprint.get("/<content_id>/classification-level")
def page_level(kind: str, content_id: str) -> Response:
    """Answer the page's own level; 404 where it has none, as where it is hidden."""
    level = wiki().level(page_or_404(content_id, (_KINDS[kind],)).level)
    if level is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    return jsonify(level_json(level))


def _several(name: str) -> set[str]:
    """The values of a parameter that may be repeated or hold commas."""
    return {value for text in request.args.getlist(name) for value in text.split(",") if value}


def _version(page: Page, number: str) -> Version:
    if not number:
        return page.current
    found = next((version for version in page.versions if str(version.number) == number), None)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    return found


def _extras(kind: str, page: Page) -> dict[str, Any]:
    rows: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "labels": lambda: [label_json(name) for name in page.labels],
        "versions": lambda: [version_json(version) for version in page.versions[::-1]],
        "properties": lambda: [property_json(found) for found in page.properties],
        "operations": lambda: operations(wiki(), caller(), page),
    }
    address = f"{BASE}/api/v2/{kind}/{page.id}"
    return {name: included(make(), f"{address}/{name}") for name, make in rows.items() if flag(f"include-{name}")}
