"""An app's pages inside the site's own: their addresses, their conditions, and tokens for their frames."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, abort, jsonify, request

from plugin.sandbox.descriptor import module, page_address
from plugin.sandbox.permissions import may_see, may_set_up, project_of
from plugin.sandbox.place import NOWHERE, Place
from plugin.sandbox.same_origin import require_same_origin
from plugin.sandbox.site import User
from plugin.sandbox.state import Frame, Installation, SiteState, live
from plugin.sandbox.tokens import context_token, page_token
from plugin.sandbox.wiki.model import Wiki
from plugin.sandbox.wiki.permissions import may_open, may_read

blueprint = Blueprint("panels", __name__)

CONNECT_VERSION = "1001.0.0"
_VARIABLE = re.compile(r"\{([A-Za-z0-9_.]+)\}")


@blueprint.post("/sandbox/page-url")
def open_page() -> Response:
    """Open a frame: `{module, user, product?, issue?, project?, content?, space?}`.

    Answers `{frame, url, origin, channel, context, user}`.

    The product is Jira where none is named. The address is fresh and works for three minutes.
    """
    require_same_origin()
    state, sent = live(), sent_json()
    installation = state.installs.get(str(sent.get("product") or "jira"))
    user = state.person(str(sent.get("user", "")))
    found = module(installation.descriptor, str(sent.get("module", ""))) if installation else None
    if installation is None or user is None or found is None or not page_address(found):
        abort(HTTPStatus.NOT_FOUND)
    place = place_of(state, user, installation.product, sent)
    if not shown(found, user, place):
        abort(HTTPStatus.FORBIDDEN)
    frame = state.open_frame(
        product=installation.product,
        module_key=found["key"],
        account_id=user.account_id,
        issue_key=place.issue.key if place.issue else "",
        project_key=place.project.key if place.project else "",
        content_id=place.page.id if place.page else "",
        space_key=place.space.key if place.space else "",
    )
    return jsonify(
        {
            "frame": frame.id,
            "url": page_url(state, installation, page_address(found), place=place, user=user, channel=channel(frame)),
            "origin": origin_of(installation.app_base_url),
            "channel": channel(frame),
            "context": {installation.product: place.context(state.site)},
            "user": {"accountId": user.account_id, "locale": user.locale, "timeZone": user.time_zone},
        }
    )


@blueprint.post("/sandbox/token")
def token() -> Response:
    """Answer a fresh context token for a frame: `{frame}` -> `{token}`. Only the site's own pages may ask."""
    require_same_origin()
    state = live()
    frame = state.frame(str(sent_json().get("frame", "")))
    installation = state.installs.get(frame.product) if frame else None
    if frame is None or installation is None:
        abort(HTTPStatus.NOT_FOUND)
    place = Place(
        issue=state.issue(frame.issue_key) if frame.issue_key else None,
        project=project_of(state.site, frame.project_key),
        page=state.site.wiki.pages.get(frame.content_id),
        space=state.site.wiki.space(frame.space_key),
    )
    response = jsonify({"token": context_token(state, installation, place=place, account_id=frame.account_id)})
    response.headers["Cache-Control"] = "no-store"
    return response


def page_url(
    state: SiteState, installation: Installation, module_url: str, *, place: Place, user: User, channel: str
) -> str:
    """Return the address of an app's page for a person, with what Connect adds and a token bound to it.

    Variables such as `{issue.id}` are filled in percent-encoded; unknown ones become empty.
    """
    values = _flat(place.context(state.site))
    filled = _VARIABLE.sub(lambda match: quote(values.get(match[1], ""), safe=""), module_url)
    path, _, query = filled.partition("?")
    added = {
        "xdm_e": state.base_url,
        "xdm_c": channel,
        "cp": urlsplit(installation.base_url).path,  # the context path: Confluence stands under /wiki
        "lic": "none",
        "cv": CONNECT_VERSION,
        "loc": user.locale,
    }
    query = "&".join(filter(None, (query, urlencode(added, quote_via=quote, safe=""))))
    signed = page_token(state, installation, path=path, query=query, account_id=user.account_id)
    return f"{installation.app_base_url}{path}?{query}&jwt={signed}"


def channel(frame: Frame) -> str:
    """Return the name by which a frame and the site's page know each other's messages."""
    return f"channel-{frame.module_key}-{frame.id}"


def shown(found: dict[str, Any], user: User, place: Place) -> bool:
    """Whether a module's conditions let this person see it; an unknown condition hides it."""
    return all(_holds(entry, user, place) for entry in found.get("conditions", ()))


def forced(found: dict[str, Any], user: User, place: Place) -> bool:
    """Whether a content panel stands open at once because its `contentPresentConditions` hold."""
    conditions = found.get("contentPresentConditions", ())
    return bool(conditions) and all(_holds(entry, user, place) for entry in conditions)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _holds(entry: dict[str, Any], user: User, place: Place) -> bool:
    for name, among in (("and", all), ("or", any)):
        if name in entry:
            return among(_holds(each, user, place) for each in entry[name])
    params = entry.get("params", {})
    values = {
        "user_is_logged_in": True,
        "user_is_admin": user.site_admin,
        "user_is_sysadmin": user.site_admin,
        "user_is_confluence_administrator": user.site_admin,
        "entity_property_exists": _property(place, params) is not _MISSING,
        "entity_property_equal_to": _equals(_property(place, params), params),
    }
    known = entry.get("condition") in values
    return known and values[str(entry["condition"])] is not bool(entry.get("invert", False))


_MISSING = object()


def _property(place: Place, params: dict[str, Any]) -> object:
    """A property of the issue or page (`objectName` walks into it), or `_MISSING`."""
    kind, properties = place.properties
    if not kind or params.get("entity") != kind:
        return _MISSING
    value: object = properties.get(str(params.get("propertyKey")), _MISSING)
    for name in filter(None, str(params.get("objectName", "")).split(".")):
        value = value.get(name, _MISSING) if isinstance(value, dict) else _MISSING
    return value


def _equals(value: object, params: dict[str, Any]) -> bool:
    """Connect writes the wanted value as a string, whatever the property's type is."""
    wanted = str(params.get("value"))
    written = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else str(value)
    return value is not _MISSING and written == wanted


def _flat(context: dict[str, Any]) -> dict[str, str]:
    return {f"{name}.{part}": value for name, parts in context.items() for part, value in parts.items()}


def place_of(state: SiteState, user: User, product: str, sent: dict[str, Any]) -> Place:
    """Return the place that a page of the site names; 404 for what the person may not see."""
    if product == "confluence":
        return _wiki_place(state.site.wiki, user, str(sent.get("content") or ""), str(sent.get("space") or ""))
    reference = str(sent.get("issue") or "")
    if not reference:
        return _project_place(state, user, str(sent.get("project") or ""))
    issue = state.issue(reference)
    if issue is None or not may_see(state.site, user, issue):
        abort(HTTPStatus.NOT_FOUND)
    return Place(issue=issue)


def _project_place(state: SiteState, user: User, key: str) -> Place:
    """A project's settings, which its administrators and the site's see."""
    if not key:
        return NOWHERE
    project = project_of(state.site, key)
    if project is None or not may_set_up(user, project):
        abort(HTTPStatus.NOT_FOUND)
    return Place(project=project)


def _wiki_place(wiki: Wiki, user: User, content_id: str, space_key: str) -> Place:
    page = wiki.pages.get(content_id)
    if content_id and (page is None or not may_read(wiki, user, page)):
        abort(HTTPStatus.NOT_FOUND)
    space = wiki.space(page.space if page else space_key)
    if space_key and (space is None or not may_open(user, space)):
        abort(HTTPStatus.NOT_FOUND)
    return Place(page=page, space=space)


def sent_json() -> dict[str, Any]:
    """Return the request's JSON object, or refuse with 400."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(HTTPStatus.BAD_REQUEST)
    return sent
