"""For load balancers: alive, and ready."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from plugin.errors import Unavailable
from plugin.identity.caller import TokenKind
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@takes(TokenKind.PUBLIC)
def alive() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@takes(TokenKind.PUBLIC)
def ready() -> Response:
    """The process can work: the database answers. A canary that failed stops runs, not the pages that say so."""
    try:
        with services().database.read() as connection:
            connection.execute(text("SELECT 1"))
        failing = services().canary.failing()
    except SQLAlchemyError as fault:
        raise Unavailable(code="database", detail=type(fault).__name__) from fault
    return jsonify({"status": "ok", "self_check": "failed" if failing else "ok"})
