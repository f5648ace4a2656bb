"""What lets people trust a decision, over HTTP: why a run was refused."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify

from plugin.governance.refusals import why_refused
from plugin.identity.caller import Caller, TokenKind
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
