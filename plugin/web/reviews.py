"""Questions that wait for an approver, over HTTP: in the panel for both sides, in a list for administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from plugin.assist.reviews.reviewing import Seen
from plugin.errors import BadRequest
from plugin.identity.caller import Caller, TokenKind
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("reviews", __name__, url_prefix="/api/v1/reviews")


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


@blueprint.get("")
@takes(TokenKind.CONTEXT)
def list_reviews() -> Response:
    """What waits at the site, and what was asked within a month."""
    services().admins.let_in(_caller(), "reviews", opened=True)
    return jsonify({"reviews": [review(seen) for seen in services().reviewing.listed(_caller())]})


@blueprint.get("/here")
@takes(TokenKind.CONTEXT)
def here() -> Response:
    """What this person asked on the item in front, and what waits there for them."""
    caller = _caller()
    if caller.item is None:
        raise BadRequest("Open this from an issue or a page.", code="no_item")
    return jsonify({"reviews": [review(seen) for seen in services().reviewing.of_item(caller, caller.item)]})


@blueprint.post("/<run_id>/reason")
@takes(TokenKind.CONTEXT)
def explain(run_id: str) -> tuple[str, int]:
    """Say why one asks."""
    services().reviewing.explain(_caller(), run_id, json_body(request, "ReviewReason")["reason"])
    return "", 204


@blueprint.post("/<run_id>/withdraw")
@takes(TokenKind.CONTEXT)
def withdraw(run_id: str) -> tuple[str, int]:
    """Take one's own question back."""
    services().reviewing.withdraw(_caller(), run_id)
    return "", 204


@blueprint.post("/<run_id>/decide")
@takes(TokenKind.CONTEXT)
def decide(run_id: str) -> tuple[str, int]:
    """Say yes or no."""
    body = json_body(request, "ReviewDecision")
    services().reviewing.decide(_caller(), run_id, approve=body["approve"], answer=body.get("answer", ""))
    return "", 204


def review(seen: Seen) -> dict[str, Any]:
    """A `Review`."""
    found = seen.request
    return {
        "run_id": found.run_id,
        "product": found.item.product.value,
        "item": {"id": found.item.id, "key": found.item.key},
        "place": {"id": found.place.id, "key": found.place.key},
        "use_case": found.use_case.value,
        "audience": found.audience.value,
        "level": found.level.code,
        "rule": found.rule,
        "mine": seen.mine,
        "from": seen.asker,
        "to": list(seen.approvers),
        "reason": found.reason,
        "at": found.at.isoformat(),
        "until": found.until.isoformat(),
        "state": seen.state.value,
        "decided_by": seen.decider,
        "decided_by_me": seen.decided,
        "decided_at": found.decided_at.isoformat() if found.decided_at else None,
        "answer": found.answer,
        "new_run_id": found.new_run_id or None,
    }
