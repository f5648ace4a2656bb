"""What Forge itself calls: lifecycle, bells, its clock. The guard has verified each call before these views run."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from plugin.identity.caller import TokenKind
from plugin.identity.invocation import Invocation
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("forge", __name__, url_prefix="/forge")

_SYSTEM_TOKEN = "X-Forge-OAuth-System"  # noqa: S105 (a header's name)


@blueprint.post("/installed")
@takes(TokenKind.INVOCATION)
def installed() -> Response:
    """The app was installed on a site, or upgraded there."""
    invocation: Invocation = g.invocation
    services().identity.forge.heard(invocation, request.headers.get(_SYSTEM_TOKEN, ""), installed=True)
    return jsonify({})


@blueprint.post("/uninstalled")
@takes(TokenKind.INVOCATION)
def uninstalled() -> Response:
    """The app is about to be removed from a site."""
    invocation: Invocation = g.invocation
    services().identity.forge.uninstalled(invocation)
    return jsonify({})
