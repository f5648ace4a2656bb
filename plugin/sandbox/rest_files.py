"""REST: the content of attachments.

As Atlassian does it, an address of the API redirects to a signed one on another server, which asks for no token; Jira
sends the bytes itself where it is asked not to redirect. The other server is this one, by its other name.
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, redirect, request

from plugin.sandbox.files import content_of
from plugin.sandbox.permissions import may_see
from plugin.sandbox.rest_session import Refusal, caller, guard
from plugin.sandbox.state import live

blueprint = Blueprint("rest_files", __name__, url_prefix="/rest/api/3/attachment")
guard(blueprint)
media = Blueprint("media", __name__, url_prefix="/sandbox/media")

_signed: dict[str, str] = {}
_MOST_SIGNED = 1000


@blueprint.get("/content/<attachment_id>")
def content(attachment_id: str) -> Response:
    """Answer the bytes with `redirect=false`, else where they are (303)."""
    name = _name_of(attachment_id)
    if request.args.get("redirect") == "false":
        return Response(content_of(name), mimetype="application/octet-stream")
    return redirected(name, HTTPStatus.SEE_OTHER)


def redirected(name: str, status: HTTPStatus) -> Response:
    """Answer with a signed address of a file."""
    token = secrets.token_urlsafe(16)
    if len(_signed) >= _MOST_SIGNED:
        _signed.clear()
    _signed[token] = name
    parts = urlsplit(live().base_url)
    other = "localhost" if parts.hostname == "127.0.0.1" else "127.0.0.1"
    answer: Response = redirect(f"{parts.scheme}://{other}:{parts.port}/sandbox/media/{quote(token)}", status)  # type: ignore[assignment]
    return answer


@media.get("/<token>")
def signed(token: str) -> Response:
    """Answer the bytes to whoever has the address; whoever shows a token of the API here has lost it."""
    if request.headers.get("Authorization"):
        return Response("credentials have no place here", HTTPStatus.BAD_REQUEST)
    name = _signed.get(token)
    if name is None:
        return Response(status=HTTPStatus.FORBIDDEN)
    return Response(content_of(name), mimetype="application/octet-stream")


def _name_of(attachment_id: str) -> str:
    site = live().site
    for issue in list(site.issues.values()):
        for file in issue.attachments:
            if file.id == attachment_id and may_see(site, caller(), issue):
                return file.filename
    raise Refusal(HTTPStatus.NOT_FOUND, f"The attachment with id '{attachment_id}' does not exist")
