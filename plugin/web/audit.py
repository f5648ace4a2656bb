"""The record over HTTP, for administrators of the site."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, Response, g, jsonify, request

from plugin.errors import HostFault
from plugin.governance.reconstruction import LookUp
from plugin.identity.caller import Caller, TokenKind
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("audit", __name__, url_prefix="/api/v1/audit")


def _admin(*, opened: bool = False) -> Caller:
    """The caller, who administers the site."""
    caller: Caller = g.caller
    services().admins.let_in(caller, "audit", opened=opened)
    return caller


@blueprint.get("/runs/<run_id>")
@takes(TokenKind.CONTEXT)
def read_run(run_id: str) -> Response:
    """Everything recorded of one run; the look itself is recorded, with its case."""
    caller = _admin()
    look = LookUp(caller.tenant_id, caller.person, request.args.get("case", ""))
    return jsonify(services().reconstruction.of(look, run_id, _names(caller)))


def _names(caller: Caller) -> Callable[[str], str]:
    """Names as this administrator may see them; where the host does not say, the account id must do."""

    def name_of(account_id: str) -> str:
        with suppress(HostFault):
            return services().people.name_of(caller.product, caller.access, account_id)
        return ""

    return name_of
