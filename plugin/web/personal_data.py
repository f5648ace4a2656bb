"""Legal holds, and erasing a person in two steps, over HTTP for administrators."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, g, jsonify, request

from plugin.errors import HostFault
from plugin.governance.holds import HoldKind
from plugin.governance.reconstruction import LookUp
from plugin.identity.caller import Caller, TokenKind
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("personal_data", __name__, url_prefix="/api/v1/audit")


@blueprint.get("/holds")
@takes(TokenKind.CONTEXT)
def read_holds() -> Response:
    """The holds that stand."""
    return _holds(_admin())


@blueprint.post("/holds")
@takes(TokenKind.CONTEXT)
def place_hold() -> Response:
    """Place one; a person may be named by account id too."""
    caller, body = _admin(), json_body(request, "HoldRequest")
    kind, value = HoldKind(body["kind"]), str(body["value"]).strip()
    if kind is HoldKind.PERSON:
        with services().database.read() as connection:
            value = services().installations.reference_of(connection, caller.tenant_id, value) or value
    services().holds.place(caller.tenant_id, kind, value, case=body["case"], by=caller.person)
    return _holds(caller)


@blueprint.post("/holds/<hold_id>/release")
@takes(TokenKind.CONTEXT)
def release_hold(hold_id: str) -> Response:
    """Release one."""
    caller = _admin()
    services().holds.release(caller.tenant_id, hold_id, by=caller.person)
    return _holds(caller)


@blueprint.post("/erasure/look")
@takes(TokenKind.CONTEXT)
def look() -> Response:
    """What would go, and a confirmation for the second step."""
    caller, body = _admin(), json_body(request, "ErasureLook")
    found = services().erasure.look(_look(caller, body["case"]), body["person"].strip())
    name = ""
    with suppress(HostFault):
        name = services().people.name_of(caller.product, caller.access, found.account_id)
    return jsonify(
        {
            "reference": found.reference,
            "account_id": found.account_id,
            "name": name,
            "since": found.since.isoformat(),
            "results": found.results,
            "notes": found.notes,
            "held": found.held,
            "confirmation": found.confirmation,
        }
    )


@blueprint.post("/erasure")
@takes(TokenKind.CONTEXT)
def erase() -> Response:
    """Erase whom this administrator looked at."""
    caller, body = _admin(), json_body(request, "ErasureRequest")
    said = services().erasure.confirm(_look(caller, body["case"]), body["person"], body["confirmation"])
    return jsonify({"reference": said})


def _admin() -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, "audit")
    return caller


def _look(caller: Caller, case: str) -> LookUp:
    return LookUp(caller.tenant_id, caller.person, case)


def _holds(caller: Caller) -> Response:
    return jsonify(
        {
            "holds": [
                {
                    "id": hold.id,
                    "kind": hold.kind.value,
                    "value": hold.value,
                    "case": hold.case,
                    "placed_at": hold.placed_at.isoformat(),
                }
                for hold in services().holds.standing(caller.tenant_id)
            ]
        }
    )
