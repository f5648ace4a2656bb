"""The set-up over HTTP, for administrators: suggested levels, and a trial on our own sample. Nothing is stored."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from connectors.host.model import Place, Product
from connectors.host.places import ListedPlace
from plugin.governance.setup.suggesting import Suggestion
from plugin.governance.setup.trial import Tried
from plugin.identity.caller import Caller, TokenKind
from plugin.policy.model import Level
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes
from plugin.web.trust import card_json

blueprint = Blueprint("setup", __name__, url_prefix="/api/v1/setup")


@blueprint.post("/suggestions")
@takes(TokenKind.CONTEXT)
def suggest_levels() -> Response:
    """A level for each place, and why."""
    caller, body = _admin(), json_body(request, "SuggestionsRequest")
    found = services().setup.suggestions(caller, [_place(each) for each in body["places"]])
    return jsonify({"suggestions": [_suggestion(each) for each in found]})


@blueprint.post("/trial")
@takes(TokenKind.CONTEXT)
def try_policy() -> Response:
    """What a policy that is not in force would make of the sample."""
    caller, body = _admin(), json_body(request, "TrialRequest")
    level = Level.from_code(body["level"])
    return jsonify(_tried(services().setup.trial.run(caller, body["document"], level, body.get("language", "en"))))


@blueprint.post("/card")
@takes(TokenKind.CONTEXT)
def show_card() -> Response:
    """The card that people in a place would read under a policy that is not in force."""
    caller, body = _admin(), json_body(request, "CardRequest")
    made = services().setup.trial.card(caller, body["document"], _place(body["place"]).place)
    return jsonify(card_json(made, acknowledged=False))


def _admin() -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, "setup")
    return caller


def _place(said: dict[str, Any]) -> ListedPlace:
    place = Place(Product(said["product"]), key=said["key"], id=said.get("id", ""), name=said.get("name", ""))
    return ListedPlace(place, said.get("kind", ""))


def _suggestion(found: Suggestion) -> dict[str, Any]:
    return {"level": found.level.code, "why": found.why, "word": found.word}


def _tried(tried: Tried) -> dict[str, Any]:
    result = tried.result
    sentences = [said["text"] for section in result["sections"] for said in section["sentences"]] if result else []
    return {
        "text": list(tried.text),
        "decision": dict(tried.decision),
        "masked": list(tried.masked),
        "sentences": sentences,
        "receipt": result["receipt"] if result else None,
        "engine": tried.engine,
        "instead_of": tried.instead_of,
        "milliseconds": tried.milliseconds,
    }
