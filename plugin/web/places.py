"""Places over HTTP, for administrators: pages of the list, and its refresh."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from connectors.host.model import Product
from plugin.errors import BadRequest
from plugin.governance.places.model import MOST_ROWS, UNCLASSIFIED, ListState, PlaceRow, Wanted
from plugin.governance.places.refreshing import AT_MOST_EVERY
from plugin.identity.caller import Caller, TokenKind
from plugin.policy.model import Level
from plugin.web.services import services
from plugin.web.tokens import takes

blueprint = Blueprint("places", __name__, url_prefix="/api/v1/places")

_PAGE = 50
_MOST_TEXT = 100
_MOST_OFFSET = 1_000_000


@blueprint.get("")
@takes(TokenKind.CONTEXT)
def list_places() -> Response:
    """A page of places; an old list is read anew meanwhile."""
    caller, wanted = _admin(), _wanted()
    offset, limit = _number("offset", 0, _MOST_OFFSET), _number("limit", _PAGE, MOST_ROWS)
    known = services().places
    known.refresh(caller)
    states = known.refreshing.states(caller.tenant_id)  # before the page: a list that is said to be read stands in it
    page = known.listing.page(caller.tenant_id, wanted, offset=offset, limit=limit)
    return jsonify(
        {
            "places": [_row(row) for row in page.rows],
            "total": page.total,
            "counts": known.listing.counts(caller.tenant_id),
            "lists": [_state(each) for each in states],
        }
    )


@blueprint.post("/refresh")
@takes(TokenKind.CONTEXT)
def refresh_places() -> tuple[Response, int]:
    """Have the list read anew."""
    caller, known = _admin(), services().places
    known.refresh(caller, older_than=AT_MOST_EVERY)
    return jsonify({"lists": [_state(each) for each in known.refreshing.states(caller.tenant_id)]}), 202


def _admin() -> Caller:
    caller: Caller = g.caller
    services().admins.let_in(caller, "places")
    return caller


def _wanted() -> Wanted:
    text, product, level = (request.args.get(name, "") for name in ("text", "product", "level"))
    if len(text) > _MOST_TEXT:
        raise BadRequest(detail="text")
    if product and product not in {each.value for each in Product}:
        raise BadRequest(detail="product")
    if level and level not in {UNCLASSIFIED, *(each.code for each in Level)}:
        raise BadRequest(detail="level")
    return Wanted(text, Product(product) if product else None, level)


def _number(name: str, usual: int, most: int) -> int:
    raw = request.args.get(name, str(usual))
    if not raw.isdecimal() or int(raw[:9]) > most or len(raw) > 9:  # noqa: PLR2004 (no list is longer than nine digits)
        raise BadRequest(detail=name)
    return int(raw)


def _row(row: PlaceRow) -> dict[str, Any]:
    return {
        "product": row.product.value,
        "key": row.key,
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "level": row.level or None,
        "source": "admin" if row.level else "none",
        "listed": row.listed,
        "runs": row.runs,
    }


def _state(state: ListState) -> dict[str, Any]:
    return {
        "product": state.product.value,
        "refreshed_at": state.refreshed_at.isoformat() if state.refreshed_at else None,
        "refreshing": state.refreshing,
        "fault": state.fault or None,
    }
