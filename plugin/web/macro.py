"""The summary macro of a page: its frame, and what it shows."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify

from connectors.host.model import Product
from plugin.identity.caller import TokenKind
from plugin.web import shapes
from plugin.web.pages import shell
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("macro", __name__)


@blueprint.get("/confluence/macro")
@takes(TokenKind.PAGE, Product.CONFLUENCE)
def page() -> Response:
    """The frame in a page."""
    return shell("macro.html", "macro")


@blueprint.get("/api/v1/macro")
@takes(TokenKind.CONTEXT)
def shown() -> Response:
    """What it shows to this person."""
    return jsonify(shapes.macro(services().macros.of(g.caller)))
