"""Health, engines and keys over HTTP, for administrators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, g, jsonify

from plugin.audit.signing import PublicKeyRow
from plugin.governance.operations.engines import EngineState
from plugin.governance.operations.health import Finding
from plugin.governance.operations.keys import KeyFacts
from plugin.identity.caller import Caller, TokenKind
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("operations", __name__, url_prefix="/api/v1/operations")


@blueprint.get("/health")
@takes(TokenKind.CONTEXT)
def read_health() -> Response:
    """How each part does."""
    caller = _admin("health")
    found = services().operations.health.findings(caller, datetime.now(UTC))
    return jsonify({"findings": [_finding(each) for each in found]})


@blueprint.get("/engines")
@takes(TokenKind.CONTEXT)
def read_engines() -> Response:
    """Every engine with what is known of it."""
    caller = _admin("engines")
    return jsonify({"engines": [_engine(each) for each in services().operations.engines.states(caller.tenant_id)]})


@blueprint.get("/keys")
@takes(TokenKind.CONTEXT)
def read_keys() -> Response:
    """Which keys there are."""
    caller = _admin("keys")
    return jsonify(_keys(services().operations.keys.facts(caller.tenant_id)))


@blueprint.post("/keys/signing")
@takes(TokenKind.CONTEXT)
def rotate_signing() -> Response:
    """Sign with a new key from now on."""
    caller, keys = _admin("keys"), services().operations.keys
    keys.rotate_signing(caller.tenant_id, by=caller.person)
    return jsonify(_keys(keys.facts(caller.tenant_id)))


def _admin(page: str) -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, page)
    return caller


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "part": found.part,
        "mark": found.mark.value,
        "code": found.code,
        "at": _iso(found.at),
        "values": found.values,
    }


def _engine(state: EngineState) -> dict[str, Any]:
    entry, told = state.entry, state.told
    prices = entry.prices if entry else None
    return {
        "name": state.name,
        "provider": entry.provider if entry else None,
        "model": entry.model if entry else None,
        "destination": entry.destination.value if entry else "in_process",
        "address": state.address,
        "region": entry.region if entry else "",
        "retention_days": entry.retention_days if entry else 0,
        "trains": entry.trains if entry else False,
        "prices": {
            "as_of": prices.as_of.isoformat(),
            "currency": prices.currency,
            "input": float(prices.input),
            "output": float(prices.output),
            "cached": float(prices.cached),
        }
        if prices
        else None,
        "judge": entry.judge or None if entry else None,
        "key": state.key.value if state.key else None,
        "own_key_at": _iso(state.own_key_at),
        "levels": [level.code for level in state.levels],
        "resting": told.open,
        "faults": told.faults,
        "last_fault": told.last_fault or None,
        "last_fault_at": _iso(told.last_fault_at),
    }


def _keys(facts: KeyFacts) -> dict[str, Any]:
    return {
        "signing": [_public(row) for row in facts.signing],
        "may_rotate": facts.may_rotate,
        "encryption": facts.encryption,
        "encrypted_again_at": _iso(facts.encrypted_again_at),
        "installations": [{"product": product, "set_at": _iso(at)} for product, at in facts.installations],
        "pseudonyms": facts.pseudonyms or None,
        "engines": list(facts.engines),
        "own_engines": [{"engine": key.engine, "set_at": _iso(key.set_at)} for key in facts.brought],
    }


def _public(row: PublicKeyRow) -> dict[str, Any]:
    return {"id": row.id, "pem": row.pem, "created_at": _iso(row.created_at), "retired_at": _iso(row.retired_at)}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
