"""Masking over HTTP: administrators try a text out. Nothing of it is stored, logged or recorded."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from plugin.identity.caller import Caller, TokenKind
from plugin.masking.detectors import recogniser
from plugin.masking.preview import preview
from plugin.policy.model import Level
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("masking", __name__, url_prefix="/api/v1/masking")


@blueprint.post("/preview")
@takes(TokenKind.CONTEXT)
def preview_text() -> Response:
    """What would be masked in a text at a level of the policy in force."""
    caller: Caller = g.caller
    services().admins.let_in(caller, "masking")
    body = json_body(request, "MaskingPreviewRequest")
    profile = services().policies.current(caller.tenant_id).masking.profile(Level.from_code(body["level"]))
    found = preview(body["text"], profile)
    return jsonify(
        {
            "text": found.text,
            "receipt": {"total": found.receipt.total, "counts": dict(found.receipt.counts)},
            "recogniser": "recogniser" in profile.detectors and recogniser.installed(),
        }
    )
