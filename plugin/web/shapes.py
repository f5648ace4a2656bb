"""The API's answers, in the shapes that `openapi.yaml` describes (a test validates each)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.host.model import Product
from plugin.assist.history import History
from plugin.assist.model import RunState, RunView
from plugin.assist.overview import Overview
from plugin.assist.use_cases import shown_on
from plugin.assist.words import error_json, refusal_json
from plugin.gateway.writing import FieldChange
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Held
from plugin.policy.model import Decision as PolicyDecision
from plugin.review.escalating import Waiting
from plugin.review.macro import Shown
from plugin.review.model import Decision, Preview, WriteState
from plugin.review.service import Review

UI_LANGUAGES = ("en", "de", "ja")
_WORDS_A_MINUTE = 200


def bootstrap(
    overview: Overview,
    caller: Caller,
    surface: str,
    review: Review,
    handed: tuple[list[Waiting], tuple[str, ...]],
) -> dict[str, Any]:
    """A `Bootstrap`, with the use cases that this surface shows, what was handed over, and the queues."""
    glance, product = overview.glance, caller.product
    standings = {use_case: found for use_case, found in overview.standings.items() if shown_on(surface, use_case)}
    return {
        "product": product.value,
        "surface": surface,
        "item": {"id": overview.item.id, "key": overview.item.key},
        "place": {"id": overview.place.id, "key": overview.place.key, "name": overview.place.name},
        "first_use": overview.first_use,
        "level": overview.level.code if overview.level is not None else None,
        "use_cases": [use_case.value for use_case in standings],
        "verdicts": {
            use_case.value: {audience.value: _verdict(said, product) for audience, said in standing.decisions.items()}
            for use_case, standing in standings.items()
        },
        "glance": {
            "comments": len(glance.comments),
            "minutes": max(1, round(glance.words / _WORDS_A_MINUTE)),
            "too_little": overview.too_little,
        }
        if glance
        else None,
        "news": [
            {
                "what": found.basis.value,
                "at": found.at.isoformat(),
                "comments": found.comments,
                "changed": found.changed,
            }
            for found in overview.news
        ],
        "last_runs": {
            use_case.value: run(standing.last, review.of(standing.last.run))
            for use_case, standing in standings.items()
            if standing.last
        },
        "stale": {
            use_case.value: {
                "new_comments": standing.drift.new_comments,
                "changed": standing.drift.changed,
                "page_moved": standing.drift.page_moved,
                "texts": list(standing.drift.texts),
                "since": standing.last.run.created_at.isoformat(),
            }
            for use_case, standing in standings.items()
            if standing.drift and standing.last
        },
        "escalations": [_escalation(waiting) for waiting in handed[0]],
        "queues": list(handed[1]),
        "targets": [target.value for target in review.targets(product)],
        "problem": error_json(overview.problem) if overview.problem else None,
        "ticket": caller.ticket,
        "ui_languages": list(UI_LANGUAGES),
    }


def versions(history: History) -> dict[str, Any]:
    """A `Versions`."""
    return {
        "versions": [
            {
                "number": version.number,
                "at": version.at.isoformat() if version.at else None,
                "author": version.author.display_name if version.author else "",
                "message": version.message,
            }
            for version in history.versions
        ],
        "seen": history.seen,
    }


def run(view: RunView, decided: Decision | None = None) -> dict[str, Any]:
    """A `Run`; a stream ends before anybody can have decided."""
    item = view.run
    until = item.finished_at or datetime.now(UTC)
    return {
        "id": item.id,
        "state": item.state.value,
        "use_case": item.request.use_case.value,
        "audience": item.request.audience.value,
        "length": item.request.length.value,
        "language": item.request.language,
        "created_at": item.created_at.isoformat(),
        "elapsed_ms": max(0, round((until - item.created_at).total_seconds() * 1000)),
        "stages": [{"seq": s.seq, "stage": s.stage.value, "at": s.at.isoformat(), "data": s.data} for s in view.stages],
        "result": view.result,
        "refusal": view.refusal,
        "error": view.error,
        "decision": decision(decided) if decided else None,
    }


def decision(made: Decision) -> dict[str, Any]:
    """A `Decision`."""
    return {
        "outcome": made.outcome.value,
        "reason": made.reason,
        "edit_ratio": made.edit_ratio,
        "at": made.at.isoformat(),
        "target": made.target.value,
        "write": "pending" if made.write_state is WriteState.WRITING else made.write_state.value,
        "internal": made.internal,
        "written_id": made.written.id,
        "href": made.written.href,
        "fields": [_field(change) for change in made.written.changes],
    }


def macro(shown: Shown) -> dict[str, Any]:
    """A `Macro`."""
    return {
        "state": shown.state.value,
        "text": shown.text,
        "language": shown.language,
        "source_version": shown.source_version,
        "version": shown.version,
        "approver": shown.approver,
        "at": shown.at.isoformat() if shown.at else None,
        "mark": shown.mark.value,
    }


def preview(found: Preview) -> dict[str, Any]:
    """A `Preview`."""
    return {
        "target": found.target.value,
        "ai_text": found.ai_text,
        "text": found.text,
        "changes": [{"op": change.op, "text": change.text} for change in found.changes],
        "fields": [_field(change) for change in found.fields],
        "footer": found.footer,
        "readers": found.readers,
        "service_project": found.service_project,
        "refusal": found.refusal,
        "because": list(found.because),
    }


def _field(change: FieldChange) -> dict[str, Any]:
    return {
        "field": change.field,
        "before": [{"id": value.id, "name": value.name} for value in change.before],
        "after": [{"id": value.id, "name": value.name} for value in change.after],
        "state": change.state.value,
        "reason": change.reason,
    }


def _escalation(waiting: Waiting) -> dict[str, Any]:
    """An `Escalation`."""
    found = waiting.escalation
    return {
        "id": found.id,
        "kind": "queue" if found.queue else "person",
        "to": found.queue or waiting.recipient_name,
        "from": waiting.sender_name,
        "note": found.note,
        "at": found.at.isoformat(),
        "use_case": found.use_case.value,
        "mine": waiting.mine,
    }


def refusal_problem(view: RunView) -> dict[str, Any] | None:
    """The `Problem` of a refused run, or None."""
    if view.run.state is not RunState.REFUSED:
        return None
    if view.refusal:
        error = {"code": "refused", "message": view.refusal["message"]}
        return {"error": error, "refusal": view.refusal, "run_id": view.run.id}
    return {"error": view.error, "run_id": view.run.id}


def _verdict(decision: PolicyDecision, product: Product) -> dict[str, Any]:
    if isinstance(decision, Allowed):
        return {"outcome": "allowed", "effect": decision.effect.value, "rule": decision.rule}
    outcome = "held" if isinstance(decision, Held) else "refused"
    return {"outcome": outcome, "rule": decision.rule, "refusal": refusal_json(decision, product)}
