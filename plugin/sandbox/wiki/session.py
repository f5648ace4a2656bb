"""What every REST view of the wiki shares: the person behind a token, scopes, refusals, and lists in pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from plugin.sandbox.forge.api import through_api, unsettled
from plugin.sandbox.site import User
from plugin.sandbox.state import live
from plugin.sandbox.wiki.model import Page, Space, Wiki, WikiComment
from plugin.sandbox.wiki.permissions import may_open, may_read, may_use

Row = TypeVar("Row")

BASE = "/wiki"
_CURSOR = b"after:"
# The scope of each view, where it is not that of its method (Confluence's OpenAPI, `x-atlassian-connect-scope`).
_SCOPES = {
    "page_level": "WRITE",
    "users_bulk": "READ",
    "permission_check": "READ",
    "delete_property": "WRITE",
    "delete_label": "WRITE",
    "delete_named_label": "WRITE",
}
_SCOPE_OF = {"GET": "READ", "HEAD": "READ", "POST": "WRITE", "PUT": "WRITE", "DELETE": "DELETE"}
_TITLES = {HTTPStatus.NOT_FOUND: "Not Found", HTTPStatus.BAD_REQUEST: "Bad Request"}


class Refused(Exception):
    """An answer that is a refusal; its form follows from the version of the REST interface that was called."""

    def __init__(self, status: HTTPStatus, detail: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def guard(blueprint: Blueprint) -> None:
    """Let only Confluence's access tokens with the view's scope in, and give every refusal Confluence's form."""

    @blueprint.before_request
    def authenticate() -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        access = live().access(token.strip(), through_api()) if scheme.lower() == "bearer" else None
        user = live().user(access.account_id) if access and access.product == "confluence" else None
        if access is None or user is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "Client must be authenticated to access this resource.")
        scope = _SCOPES.get((request.endpoint or "").rpartition(".")[2]) or _SCOPE_OF.get(request.method, "WRITE")
        if unsettled(access):
            raise Refused(HTTPStatus.FORBIDDEN, "The app has no permissions here yet.")
        if scope not in access.scopes:
            raise Refused(HTTPStatus.FORBIDDEN, f"The app's token does not have the scope {scope}.")
        if request.method in {"GET", "HEAD"} and request.get_data():
            raise Refused(HTTPStatus.FORBIDDEN, "A GET request must not have a body.")
        if not may_use(user):
            raise Refused(HTTPStatus.FORBIDDEN, "Current user not permitted to use Confluence")
        g.user = user

    @blueprint.errorhandler(Refused)
    def refused(refusal: Refused) -> tuple[Response, int]:
        return jsonify(refusal_json(refusal.status, refusal.detail)), refusal.status

    @blueprint.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[Response, int]:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return jsonify(refusal_json(status, error.name)), status


def refusal_json(status: HTTPStatus, detail: str) -> dict[str, Any]:
    """Return the body of a refusal: v1 has one message, v2 a list of errors."""
    if request.path.startswith(f"{BASE}/rest/"):
        return {"statusCode": int(status), "data": {"authorized": True, "valid": True}, "message": detail}
    title = detail or _TITLES.get(status, status.phrase)
    return {"errors": [{"status": int(status), "code": status.name, "title": title, "detail": None}]}


def caller() -> User:
    """Return the person whose access token this is."""
    user: User = g.user
    return user


def wiki() -> Wiki:
    """Return the site's spaces and pages."""
    return live().site.wiki


def page_or_404(content_id: str, kinds: Sequence[str] = ("page", "blogpost")) -> Page:
    """Return a page that the caller may see; hidden and missing ones, and those of another kind, answer alike."""
    page = wiki().pages.get(content_id)
    if page is None or page.kind not in kinds or not may_read(wiki(), caller(), page) or kept_from_apps(page):
        raise Refused(HTTPStatus.NOT_FOUND)
    return page


def kept_from_apps(page: Page) -> bool:
    """Whether an app access rule keeps the page from every app, whoever it acts as."""
    space = wiki().space(page.space)
    return live().governed.hides("confluence", page.id, space.id if space else "")


def comment_or_404(comment_id: str) -> tuple[Page, WikiComment]:
    """Return a comment, footer or inline, that the caller may see, and its page."""
    for page in list(wiki().pages.values()):
        for each in list(page.comments):
            if each.id == comment_id and may_read(wiki(), caller(), page):
                return page, each
    raise Refused(HTTPStatus.NOT_FOUND)


def space_or_404(reference: str) -> Space:
    """Return a space that the caller may see, by its id (v2 knows no keys in paths)."""
    space = wiki().space(reference)
    if space is None or space.id != reference or not may_open(caller(), space):
        raise Refused(HTTPStatus.NOT_FOUND)
    return space


def sent_object() -> dict[str, Any]:
    """Return the request's JSON object, or refuse with 400."""
    sent = request.get_json(force=True, silent=True)
    if not isinstance(sent, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "The request's body is not a JSON object.")
    return sent


def flag(name: str, *, default: bool = False) -> bool:
    """Return a query parameter that is true or false."""
    return request.args.get(name, str(default)).lower() == "true"


def listed(rows: Sequence[Row], shape: Callable[[Row], Any]) -> Response:
    """Answer a page of a list: `results`, and in `_links.next` (and `Link`) where the next page is, if there is one.

    The fault `half_page` leaves out the second half of the list while a next page, which is empty, is still promised.
    """
    state = live()
    most = state.settings.list_most
    limit, start = min(_limit(state.settings.list_default), most), _start(request.args.get("cursor", ""))
    page, more = rows[start : start + limit], start + limit < len(rows)
    if state.faults.armed(request.path, "half_page"):
        page, more = (rows[: len(rows) // 2], True) if not start else ([], False)
        if start:
            state.faults.take(request.path, frozenset({"half_page"}))
    links = {"base": f"{state.base_url}{BASE}"}
    if more:
        kept = [(k, v) for k, v in request.args.items(multi=True) if k not in {"cursor", "limit"}]
        query = urlencode([*kept, ("limit", limit), ("cursor", cursor_of(start + limit))])
        links["next"] = f"{request.path}?{query}"
    response = jsonify({"results": [shape(row) for row in page], "_links": links})
    if more:
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return response


def cursor_of(start: int) -> str:
    """Return the opaque name of a place in a list."""
    return base64.urlsafe_b64encode(_CURSOR + str(start).encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode())
    except (binascii.Error, UnicodeError):
        text = b""
    number = text.removeprefix(_CURSOR)
    if not text.startswith(_CURSOR) or not number.isdigit():
        raise Refused(HTTPStatus.BAD_REQUEST, "The cursor is not one of this interface.")
    return int(number)


def _limit(default: int) -> int:
    text = request.args.get("limit", str(default))
    if not text.isdecimal() or int(text) < 1:
        raise Refused(HTTPStatus.BAD_REQUEST, "The limit is not a number above zero.")
    return int(text)
