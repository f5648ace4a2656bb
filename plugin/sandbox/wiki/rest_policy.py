"""REST v2: what app access rules keep from the app, which asks as itself or as a person."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from plugin.sandbox.rest_accounts import is_signed
from plugin.sandbox.state import live
from plugin.sandbox.wiki.model import Space
from plugin.sandbox.wiki.session import BASE, Refused, listed, refusal_json, wiki

blueprint = Blueprint("wiki_policy", __name__, url_prefix=f"{BASE}/api/v2/data-policies")


@blueprint.before_request
def authenticate() -> None:
    """Take the app's own token for this very address."""
    installation = live().installs.get("confluence")
    if installation is None or not is_signed(installation, request.path.removeprefix(BASE)):
        raise Refused(HTTPStatus.UNAUTHORIZED, "Client must be authenticated to access this resource.")


@blueprint.errorhandler(Refused)
def refused(refusal: Refused) -> tuple[Response, int]:
    """Give a refusal Confluence's form."""
    return jsonify(refusal_json(refusal.status, refusal.detail)), refusal.status


@blueprint.get("/metadata")
def data_policy() -> Response:
    """Answer whether anything at all is kept from the app."""
    return jsonify({"anyContentBlocked": any(_blocked_in(space) for space in wiki().spaces)})


@blueprint.get("/spaces")
def data_policies() -> Response:
    """Answer of each space whether anything in it is kept from the app; `ids` narrows the list."""
    wanted = {value for value in request.args.get("ids", "").split(",") if value}
    rows = [space for space in wiki().spaces if not wanted or space.id in wanted]
    return listed(
        rows,
        lambda space: {
            "id": space.id,
            "key": space.key,
            "name": space.name,
            "dataPolicy": {"anyContentBlocked": _blocked_in(space)},
        },
    )


def _blocked_in(space: Space) -> bool:
    governed = live().governed
    pages = (page for page in wiki().pages.values() if page.space == space.key)
    return any(governed.hides("confluence", page.id, space.id) for page in pages)
