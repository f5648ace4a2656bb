"""Handing an output to somebody else over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from plugin.errors import BadRequest
from plugin.identity.caller import Caller, TokenKind
from plugin.review.escalating import To
from plugin.web import shapes
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("escalations", __name__, url_prefix="/api/v1")

_LONGEST_QUERY = 100


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


@blueprint.get("/runs/<run_id>/people")
@takes(TokenKind.CONTEXT)
def people(run_id: str) -> Response:
    """Who can be asked about a run's output."""
    query = request.args.get("query", "")
    if len(query) > _LONGEST_QUERY:
        raise BadRequest(detail="query")
    found = services().escalating.candidates(_caller(), run_id, query)
    return jsonify({"people": [{"account_id": each.account_id, "name": each.display_name} for each in found]})


@blueprint.post("/runs/<run_id>/escalate")
@takes(TokenKind.CONTEXT)
def escalate(run_id: str) -> Response:
    """Hand it over."""
    body = json_body(request, "EscalationRequest")
    to = To(account_id=body["to"].get("account_id", ""), queue=body["to"].get("name", ""))
    return jsonify(shapes.decision(services().escalating.escalate(_caller(), run_id, to, body["note"])))


@blueprint.post("/escalations/<escalation_id>/close")
@takes(TokenKind.CONTEXT)
def close(escalation_id: str) -> tuple[str, int]:
    """It is dealt with."""
    services().escalating.close(_caller(), escalation_id)
    return "", 204
