"""Trying the policy over HTTP, for administrators: one question, and a change on what was recorded."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from connectors.host.model import Audience
from plugin.governance.impact import outcome_of
from plugin.governance.policies import reason_json
from plugin.governance.simulation import Question, Simulated
from plugin.identity.caller import Caller, TokenKind
from plugin.policy.limits import limits_json
from plugin.policy.model import Allowed, Held, Level, Refused, UseCase
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("policy_trial", __name__, url_prefix="/api/v1/policy")


@blueprint.post("/simulate")
@takes(TokenKind.CONTEXT)
def simulate() -> Response:
    """What would happen."""
    body = json_body(request, "PolicySimulation")
    caller = _admin()
    level = body.get("level")
    question = Question(
        body["place"],
        UseCase(body["use_case"]),
        Audience(body.get("audience", Audience.AGENT.value)),
        Level.from_code(level) if level else None,
        body.get("account_id", ""),
    )
    found = services().simulation.decide(caller, question, body.get("document"))
    return jsonify(_simulated(found, body.get("engine", "")))


@blueprint.post("/preview")
@takes(TokenKind.CONTEXT)
def preview() -> Response:
    """What a change would do."""
    body = json_body(request, "PolicyRequest")
    caller = _admin()
    made, impact = services().simulation.preview(caller.tenant_id, body["document"], based_on=body["based_on"])
    return jsonify(
        {
            "reasons": [reason_json(reason) for reason in made.reasons],
            "waits": bool(made.reasons) and services().seals.of(caller.tenant_id).sealed,
            "alone": services().approvals.alone(caller.tenant_id, caller.person),
            "impact": asdict(impact),
        }
    )


def _admin() -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, "policy")
    return caller


def _simulated(found: Simulated, engine: str) -> dict[str, Any]:
    """A `PolicySimulated`."""
    made = found.decision
    allowed = made if isinstance(made, Allowed) else None
    engines = allowed.engines if allowed else ()
    return {
        "outcome": outcome_of(made).value,
        "reason": made.reason if isinstance(made, Refused) else "",
        "rule": made.rule,
        "level": made.level.code,
        "version": made.policy_version,
        "engines": list(engines),
        "engine_permitted": engine in engines if engine else None,
        "destinations": sorted(allowed.destinations) if allowed else [],
        "limits": limits_json(allowed.limits) if allowed else {},
        "approvers": made.approvers if isinstance(made, Held) else "",
        "instead": made.instead if isinstance(made, Refused) else "",
        "teams": None if found.teams is None else sorted(found.teams),
        "trace": [
            {"step": step.step, "outcome": step.outcome, "rule": step.rule, "source": step.source}
            for step in made.trace
        ],
    }
