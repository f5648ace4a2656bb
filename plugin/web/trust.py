"""What lets people trust a decision, over HTTP: why a run was refused, and the policy card."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from plugin.governance.refusals import why_refused
from plugin.identity.caller import Caller, TokenKind
from plugin.policy.card import Card
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("trust", __name__, url_prefix="/api/v1")


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


@blueprint.get("/refusals/<run_id>")
@takes(TokenKind.CONTEXT)
def refusal(run_id: str) -> Response:
    """Why a run was refused, for the site's administrators."""
    caller = _caller()
    services().admins.let_in(caller, "refusals")
    return jsonify(why_refused(services().database, caller.tenant_id, run_id))


@blueprint.post("/card/acknowledge")
@takes(TokenKind.CONTEXT)
def acknowledge() -> tuple[str, int]:
    """This person has read the policy card."""
    caller, body = _caller(), json_body(request, "CardAcknowledgement")
    services().cards.acknowledge(caller.tenant_id, caller.person, body["version"])
    return "", 204


@blueprint.get("/card/acknowledgements")
@takes(TokenKind.CONTEXT)
def acknowledgements() -> Response:
    """How many people have read the card, by version, for the site's administrators."""
    caller = _caller()
    services().admins.let_in(caller, "policy")
    counts = services().cards.counts(caller.tenant_id)
    return jsonify({"versions": [{"version": each.version, "people": each.people} for each in counts]})


def card_json(card: Card, *, acknowledged: bool) -> dict[str, Any]:
    """A `Card`."""
    said = asdict(card)
    for part in ("allowed", "refused"):
        said[part] = [{name: value for name, value in example.items() if value} for example in said[part]]
    return said | {"acknowledged": acknowledged}
