"""The record over HTTP, for administrators of the site."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from flask import Blueprint, Response, g, jsonify, make_response, request

from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format, media_type
from plugin.audit.search import Filters, Page
from plugin.errors import BadRequest, HostFault
from plugin.governance.desk import MOST_EXPORTED
from plugin.governance.pack import Facts, written_pack
from plugin.governance.reconstruction import LookUp
from plugin.governance.reporting import ReportState, report_states
from plugin.identity.caller import Caller, TokenKind
from plugin.web import audit_shapes
from plugin.web.services import services
from plugin.web.tokens import takes

DEFAULT_LIMIT = 50
_MOST_TEXT = 300
_MOST_DIGITS = 9
_MOST_NAMES = 12  # each may be a question to the host

blueprint = Blueprint("audit", __name__, url_prefix="/api/v1/audit")


def _admin(*, opened: bool = False) -> Caller:
    """The caller, who administers the site."""
    caller: Caller = g.caller
    services().admins.let_in(caller, "audit", opened=opened)
    return caller


@blueprint.get("/state")
@takes(TokenKind.CONTEXT)
def state() -> Response:
    """How the record stands; opening the page is a sign-in."""
    caller = _admin(opened=True)
    return jsonify(audit_shapes.state(services().desk.state(caller.tenant_id), _reports(caller)))


@blueprint.get("/records")
@takes(TokenKind.CONTEXT)
def search_records() -> Response:
    """A page of what was looked for, newest first; recorded with its case."""
    page = services().desk.search(
        _look(), _filters(), before=_number("before"), limit=_number("limit") or DEFAULT_LIMIT
    )
    return jsonify(audit_shapes.page(page, _people(page)))


@blueprint.get("/export")
@takes(TokenKind.CONTEXT)
def export() -> Response:
    """Records after a number in a format; the headers say where to go on."""
    look = _look()
    try:
        chosen = Format(request.args.get("format", Format.NDJSON))
    except ValueError:
        raise BadRequest(detail="format") from None
    limit = min(_number("limit") or MOST_EXPORTED, MOST_EXPORTED)
    part = services().desk.export(look, chosen, after=_number("after") or 0, limit=limit)
    response = make_response("".join(f"{line}\n" for line in part.lines))
    response.mimetype = media_type(chosen)
    response.headers["X-Vouch-Cursor"] = str(part.cursor)
    response.headers["X-Vouch-More"] = "true" if part.more else "false"
    return response


@blueprint.get("/pack")
@takes(TokenKind.CONTEXT)
def pack() -> Response:
    """The governance pack; that it was taken is recorded."""
    caller, ours = _admin(), services()
    facts = Facts(
        tenant_id=caller.tenant_id,
        at=datetime.now(UTC),
        policy=ours.policies.current(caller.tenant_id),
        policy_at=ours.policies.version_in_force(caller.tenant_id).at,
        settings=ours.settings,
        state=ours.desk.state(caller.tenant_id),
        holds=ours.holds.standing(caller.tenant_id),
    )
    response = make_response(written_pack(ours.database, facts, by=caller.person))
    response.mimetype = "text/markdown"
    return response


@blueprint.post("/verify")
@takes(TokenKind.CONTEXT)
def verify() -> Response:
    """Verify the whole record in the store, now."""
    return jsonify(audit_shapes.finding(services().anchors.verify(_admin().tenant_id)))


@blueprint.post("/checkpoint")
@takes(TokenKind.CONTEXT)
def checkpoint() -> Response:
    """Sign what stands now and answer the checkpoint, to be kept elsewhere."""
    caller = _admin()
    services().anchors.make(caller.tenant_id, datetime.now(UTC))
    return jsonify(audit_shapes.state(services().desk.state(caller.tenant_id), _reports(caller)))


@blueprint.get("/runs/<run_id>")
@takes(TokenKind.CONTEXT)
def read_run(run_id: str) -> Response:
    """Everything recorded of one run; the look itself is recorded, with its case."""
    look = _look()
    return jsonify(services().reconstruction.of(look, run_id, _names(g.caller)))


def _reports(caller: Caller) -> list[ReportState]:
    return report_states(services().database, caller.tenant_id)


def _people(page: Page) -> dict[str, str]:
    """Names of the first people in a page, by reference, as this administrator may see them; they are never kept."""
    caller: Caller = g.caller
    references = list(dict.fromkeys(one.person for one in page.found if one.person))[:_MOST_NAMES]
    with services().database.read() as connection:
        account_of = services().installations.account_of
        accounts = {each: account_of(connection, caller.tenant_id, each) for each in references}
    name_of = _names(caller)
    return {each: name for each, account_id in accounts.items() if account_id and (name := name_of(account_id))}


def _look() -> LookUp:
    caller = _admin()
    return LookUp(caller.tenant_id, caller.person, request.args.get("case", ""))


def _filters() -> Filters:
    asked = request.args
    try:
        events = frozenset(AuditEvent(name) for name in asked.getlist("event"))
    except ValueError:
        raise BadRequest(detail="event") from None
    texts = {name: asked.get(name, "")[:_MOST_TEXT] for name in ("person", "place", "item", "run", "level")}
    return Filters(since=_moment("since"), until=_moment("until"), events=events, **texts)


def _moment(name: str) -> datetime | None:
    raw = request.args.get(name, "")
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        raise BadRequest(detail=name) from None


def _number(name: str) -> int | None:
    raw = request.args.get(name, "")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdecimal() or len(raw) > _MOST_DIGITS:
        raise BadRequest(detail=name)
    return int(raw)


def _names(caller: Caller) -> Callable[[str], str]:
    """Names as this administrator may see them; where the host does not say, the account id must do."""

    def name_of(account_id: str) -> str:
        with suppress(HostFault):
            return services().people.name_of(caller.product, caller.access, account_id)
        return ""

    return name_of
