"""Confluence's pages for people: the spaces, a page with its comments, a space's tools and the app's settings."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from plugin.sandbox.module_list import shown_here
from plugin.sandbox.place import NOWHERE, Place
from plugin.sandbox.same_origin import require_same_origin
from plugin.sandbox.state import live
from plugin.sandbox.view import View
from plugin.sandbox.wiki.changes import NotValid
from plugin.sandbox.wiki.drafts import draft_of, drafts_of, publish
from plugin.sandbox.wiki.model import Page, Space
from plugin.sandbox.wiki.permissions import may_open, may_read, visible_pages
from plugin.sandbox.wiki.render import PageRenderer
from plugin.sandbox.wiki.session import BASE
from plugin.sandbox.wiki.shapes import web_path

blueprint = Blueprint("wiki_pages", __name__, url_prefix=BASE)

_HIDDEN = "The page does not exist, or you do not have permission to see it."


@blueprint.get("/")
def start() -> AnyResponse:
    """Send the browser to the list of spaces."""
    return redirect(View.of().url(f"{BASE}/spaces"), HTTPStatus.FOUND)


@blueprint.get("/spaces")
def spaces() -> str:
    """Show the spaces and pages that the person may see."""
    view = View.of()
    return _listing(view, [space for space in live().site.wiki.spaces if may_open(view.user, space)])


@blueprint.get("/spaces/<key>")
@blueprint.get("/spaces/<key>/overview")
def space(key: str) -> str:
    """Show one space with its pages."""
    view = View.of()
    return _listing(view, [_space(view, key)])


@blueprint.get("/spaces/<key>/<any(pages, blog):_kind>/<content_id>")
@blueprint.get("/spaces/<key>/<any(pages, blog):_kind>/<content_id>/<_words>")
def page(key: str, _kind: str, content_id: str, _words: str = "") -> str:
    """Show a page with its comments, and the app's byline item, menu items and macros."""
    view, wiki = View.of(), live().site.wiki
    found = wiki.pages.get(content_id)
    if found is None or found.space != key or not may_read(wiki, view.user, found):
        abort(HTTPStatus.NOT_FOUND, _HIDDEN)
    here = _space(view, key)
    place = Place(page=found, space=here)
    above = wiki.pages.get(found.parent)
    return render_template(
        "wiki_page.html",
        view=view,
        page=found,
        space=here,
        above=above if above and may_read(wiki, view.user, above) else None,
        below=[each for each in visible_pages(wiki, view.user) if each.parent == found.id],
        level=wiki.level(found.level or here.level),
        drafts=[each for each in drafts_of(live(), view.user) if each.space == here.key],
        byline=shown_here(view, "confluence", "contentBylineItems", place),
        menu=shown_here(view, "confluence", "webItems", place),
        renderer=PageRenderer(
            wiki,
            view.user,
            {m["key"]: m["name"] for m in shown_here(view, "confluence", "dynamicContentMacros", place)},
        ),
        address=lambda other: view.url(f"{BASE}{web_path(other)}"),
    )


@blueprint.get("/drafts")
def drafts() -> str:
    """Show the person's own drafts: what is written and not published."""
    view = View.of()
    return render_template("wiki_drafts.html", view=view, drafts=drafts_of(live(), view.user))


@blueprint.get("/pages/resumedraft.action")
def draft() -> str:
    """Show a draft to its author."""
    view = View.of()
    found = _draft(view, request.args.get("draftId", ""))
    space = live().site.wiki.space(found.space)
    renderer = PageRenderer(live().site.wiki, view.user, {})
    return render_template("wiki_draft.html", view=view, draft=found, space=space, renderer=renderer)


@blueprint.post("/drafts/<draft_id>/publish")
def publish_draft(draft_id: str) -> AnyResponse:
    """Publish a draft as its author, and show the page."""
    require_same_origin()
    view = View.of()
    found = _draft(view, draft_id)
    try:
        publish(live(), found)
    except NotValid as fault:
        abort(HTTPStatus.BAD_REQUEST, str(fault))
    return redirect(view.url(f"{BASE}{web_path(found)}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/pages/viewpage.action")
def by_id() -> AnyResponse:
    """Send the browser from a page's old address (`?pageId=`) to its present one."""
    view, wiki = View.of(), live().site.wiki
    found: Page | None = wiki.pages.get(request.args.get("pageId", ""))
    if found is None or not may_read(wiki, view.user, found):
        abort(HTTPStatus.NOT_FOUND, _HIDDEN)
    return redirect(view.url(f"{BASE}{web_path(found)}"), HTTPStatus.FOUND)


@blueprint.get("/spaces/<key>/tools")
def tools(key: str) -> str:
    """Show the app's tab among a space's tools; its administrators see it."""
    view = View.of()
    here = _space(view, key)
    if view.user.account_id not in here.admins and not view.user.site_admin:
        abort(HTTPStatus.FORBIDDEN, "Only administrators of this space see its tools.")
    items = shown_here(view, "confluence", "spaceToolsTabs", Place(space=here))
    return render_template("wiki_app.html", view=view, space=here, module=items[0] if items else None)


@blueprint.get("/admin/vouch")
def admin() -> str:
    """Show the app's page for administrators of Confluence."""
    view = View.of()
    if not view.user.site_admin:
        abort(HTTPStatus.FORBIDDEN, "Only administrators of this site see this page.")
    items = shown_here(view, "confluence", "adminPages", NOWHERE)
    return render_template("wiki_app.html", view=view, space=None, module=items[0] if items else None)


def _draft(view: View, draft_id: str) -> Page:
    found = draft_of(live(), view.user, draft_id)
    if found is None:
        abort(HTTPStatus.NOT_FOUND, "The draft does not exist, or it is somebody else's.")
    return found


def _space(view: View, key: str) -> Space:
    found = live().site.wiki.space(key)
    if found is None or found.key != key or not may_open(view.user, found):
        abort(HTTPStatus.NOT_FOUND, _HIDDEN)
    return found


def _listing(view: View, found: list[Space]) -> str:
    wiki = live().site.wiki
    pages = visible_pages(wiki, view.user)
    groups = [(each, wiki.level(each.level), [page for page in pages if page.space == each.key]) for each in found]
    return render_template(
        "wiki_spaces.html",
        view=view,
        groups=groups,
        installed="confluence" in live().installs or view.door == "forge",
        address=lambda other: view.url(f"{BASE}{web_path(other)}"),
    )
