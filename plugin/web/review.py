"""The human decision over HTTP: preview, apply, reject, undo."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from plugin.gateway.approval import Target
from plugin.identity.caller import Caller, TokenKind
from plugin.review.model import Wish
from plugin.web import shapes
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("review", __name__, url_prefix="/api/v1/runs/<run_id>")


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


def _wish() -> Wish:
    body = json_body(request, "Wish")
    return Wish(
        target=Target(body.get("target", "comment")),
        take=tuple(body.get("take", ())),
        language=body.get("language", "en"),
        struck=tuple(body.get("struck", ())),
        text=body.get("text"),
        public=body.get("public", False),
        confirmed=body.get("confirmed", False),
    )


@blueprint.post("/preview")
@takes(TokenKind.CONTEXT)
def preview(run_id: str) -> Response:
    """Exactly what would be written."""
    return jsonify(shapes.preview(services().review.preview(_caller(), run_id, _wish())))


@blueprint.post("/apply")
@takes(TokenKind.CONTEXT)
def apply(run_id: str) -> Response:
    """Write it, once."""
    return jsonify(shapes.decision(services().review.apply(_caller(), run_id, _wish())))


@blueprint.post("/reject")
@takes(TokenKind.CONTEXT)
def reject(run_id: str) -> Response:
    """The summary is not used."""
    reason = json_body(request, "Rejection")["reason"]
    return jsonify(shapes.decision(services().review.reject(_caller(), run_id, reason)))


@blueprint.post("/undo")
@takes(TokenKind.CONTEXT)
def undo(run_id: str) -> Response:
    """Take back what was written."""
    return jsonify(shapes.decision(services().review.undo(_caller(), run_id)))
