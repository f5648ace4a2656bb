"""The panels' API: thin views over the services. Bodies are described in `openapi.yaml`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request, stream_with_context

from connectors.host.model import Audience
from plugin.ai.port import Length
from plugin.assist.model import RunRequest
from plugin.errors import BadRequest, Unavailable
from plugin.identity.caller import Caller, TokenKind
from plugin.policy.model import Subject, UseCase
from plugin.web import shapes
from plugin.web.reviews import review
from plugin.web.schema import json_body
from plugin.web.services import services
from plugin.web.streams import follow
from plugin.web.tokens import takes
from plugin.web.trust import card_json
from plugin.web.whole_answers import answers_whole

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _caller() -> Caller:
    caller: Caller = g.caller
    return caller


@blueprint.get("/bootstrap")
@takes(TokenKind.CONTEXT)
def bootstrap() -> Response:
    """All state that a panel needs to draw itself."""
    surface = request.args.get("surface", "context")
    if surface not in {"context", "content", "byline", "write"}:
        raise BadRequest(detail="surface")
    caller, escalating = _caller(), services().escalating
    overview = services().overviews.of(caller)
    # What was handed over is shown to those who may read the item; a glance proves that policy and host let them.
    waiting = escalating.waiting(caller, overview.item) if overview.glance else []
    handed = waiting, escalating.queues(caller.tenant_id)
    asked = [review(seen) for seen in services().reviewing.of_item(caller, overview.item)]
    decisions = {use_case: standing.decisions for use_case, standing in overview.standings.items()}
    subject = Subject(caller.tenant_id, caller.person)
    card, acknowledged = services().cards.of(subject, overview.place, decisions)
    more = {"reviews": asked, "card": card_json(card, acknowledged=acknowledged)}
    return jsonify(shapes.bootstrap(overview, caller, surface, services().review, handed) | more)


@blueprint.get("/versions")
@takes(TokenKind.CONTEXT)
def list_versions() -> Response:
    """The versions of a page that can be compared."""
    return jsonify(shapes.versions(services().histories.of(_caller())))


@blueprint.post("/runs")
@takes(TokenKind.CONTEXT)
def start_run() -> tuple[Response, int]:
    """Start a run; 200 where it ended within a second, 403 where it was refused."""
    body = json_body(request, "RunRequest")
    wish = RunRequest(
        UseCase(body["use_case"]),
        Audience(body.get("audience", "agent")),
        Length(body.get("length", "standard")),
        body.get("language", "en"),
        body.get("engine", ""),
        body.get("from_version", 0),
        body.get("to_version", 0),
        body.get("since", ""),
    )
    view = services().runs.start(_caller(), wish)
    problem = shapes.refusal_problem(view)
    if problem:
        return jsonify(problem), 403
    return jsonify(shapes.run(view)), 200 if view.run.state.ended else 202


@blueprint.get("/runs/<run_id>")
@takes(TokenKind.CONTEXT)
def read_run(run_id: str) -> Response:
    """State, stages after a number, and the end."""
    view = services().runs.view(_caller(), run_id, _after())
    return jsonify(shapes.run(view, services().review.of(view.run)))


@blueprint.get("/runs/<run_id>/events")
@takes(TokenKind.CONTEXT)
def stream_run(run_id: str) -> Response:
    """The same as server-sent events."""
    runs, after = services().runs, _after()
    if answers_whole():
        raise Unavailable("Nothing is streamed by this way. The panel asks now and then.", code="streams_busy")
    first = runs.view(_caller(), run_id, after)
    give_back = services().streams.take()
    lines = follow(lambda number: runs.follow(first.run, number), after, shapes.run)
    response = Response(stream_with_context(lines), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that collects the stream would defeat it
    response.call_on_close(give_back)
    return response


@blueprint.post("/runs/<run_id>/stop")
@takes(TokenKind.CONTEXT)
def stop_run(run_id: str) -> Response:
    """Stop a run."""
    return jsonify(shapes.run(services().runs.stop(_caller(), run_id)))


@blueprint.post("/runs/<run_id>/feedback")
@takes(TokenKind.CONTEXT)
def give_feedback(run_id: str) -> tuple[str, int]:
    """Say that a summary helped, or flag it."""
    body = json_body(request, "Feedback")
    services().runs.give_feedback(_caller(), run_id, body["kind"], body.get("code", ""), body.get("sentence", ""))
    return "", 204


@blueprint.post("/signals")
@takes(TokenKind.CONTEXT)
def signal() -> tuple[str, int]:
    """Record what the person saw or opened."""
    body = json_body(request, "Signal")
    services().signals.record(
        _caller(),
        body["name"],
        run_id=body.get("run_id", ""),
        state=body.get("state", ""),
        sentence=body.get("sentence", ""),
        how=body.get("how", ""),
    )
    return "", 204


def _after() -> int:
    raw: Any = request.args.get("after", "0")
    if not raw.isdecimal() or len(raw) > 9:  # noqa: PLR2004 (no log is longer than nine digits)
        raise BadRequest(detail="after")
    return int(raw)
