"""What the administrators of one project or space narrow there, over HTTP; the host is asked each time who they are."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from connectors.host.model import Audience, Place
from plugin.errors import BadRequest
from plugin.governance.delegation import FIELDS, Narrowed
from plugin.identity.caller import Caller, TokenKind
from plugin.policy.model import UseCase
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("delegation", __name__, url_prefix="/api/v1/delegation")

_KEY = re.compile(r"[A-Za-z0-9_~.-]{1,255}")
_SHOWN = (
    (UseCase.SUMMARISE, Audience.AGENT),
    (UseCase.SUMMARISE, Audience.CUSTOMER),
    (UseCase.CATEGORISE, Audience.AGENT),
)


@blueprint.get("")
@takes(TokenKind.CONTEXT)
def read_delegation() -> Response:
    """How things stand in a place."""
    caller, place = _admin(opened=True)
    return jsonify(_narrowed(services().delegation.of(caller.tenant_id, place)))


@blueprint.put("")
@takes(TokenKind.CONTEXT)
def write_delegation() -> Response:
    """Narrow it, or take that back."""
    body = json_body(request, "DelegationRequest")
    caller, place = _admin()
    made = services().delegation.put(
        caller.tenant_id, place, body["overlay"], author=caller.person, based_on=body["based_on"]
    )
    return jsonify(_narrowed(made))


def _admin(*, opened: bool = False) -> tuple[Caller, Place]:
    caller: Caller = g.caller
    key = request.args.get("place", "")
    if not _KEY.fullmatch(key):
        raise BadRequest(detail="place")
    return caller, services().admins.let_into_place(caller, key, "delegation", opened=opened)


def _narrowed(found: Narrowed) -> dict[str, Any]:
    return {
        "place": {"key": found.place.key, "name": found.place.name},
        "version": found.version,
        "level": found.level.code if found.level is not None else None,
        "overlay": {name: value for name, value in found.overlay.items() if name in FIELDS},
        "rows": [
            {
                "use_case": use_case.value,
                "audience": audience.value,
                "organisation": found.without[use_case, audience].value,
                "now": found.now[use_case, audience].value,
            }
            for use_case, audience in _SHOWN
        ],
    }
