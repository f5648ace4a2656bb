"""The kill switch over HTTP, for administrators: what is stopped, stop something, lift it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from plugin.identity.caller import Caller, TokenKind
from plugin.policy.stops import Stop, StopKind
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("stops", __name__, url_prefix="/api/v1/stops")


@blueprint.get("")
@takes(TokenKind.CONTEXT)
def read_stops() -> Response:
    """What is stopped now."""
    caller = _admin()
    return _answer(services().kill_switch.standing(caller.tenant_id))


@blueprint.post("")
@takes(TokenKind.CONTEXT)
def stop() -> Response:
    """Stop something, at once and in every process."""
    caller, body = _admin(), json_body(request, "StopRequest")
    kind, name, reason = StopKind(body["kind"]), body.get("name", ""), body.get("reason", "")
    return _answer(services().kill_switch.stop(caller.tenant_id, kind, name, reason, by=caller.person))


@blueprint.post("/lift")
@takes(TokenKind.CONTEXT)
def lift() -> Response:
    """Let it go on."""
    caller, body = _admin(), json_body(request, "LiftRequest")
    kind, name = StopKind(body["kind"]), body.get("name", "")
    return _answer(services().kill_switch.lift(caller.tenant_id, kind, name, by=caller.person))


def _admin() -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, "kill_switch")
    return caller


def _answer(stops: tuple[Stop, ...]) -> Response:
    said: list[dict[str, Any]] = [
        {"kind": stop.kind.value, "name": stop.name, "reason": stop.reason, "since": stop.since.isoformat()}
        for stop in stops
    ]
    return jsonify({"stops": said})
