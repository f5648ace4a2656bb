"""The record's answers, in the shapes that `openapi.yaml` describes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format
from plugin.audit.offline import Finding
from plugin.audit.search import Page
from plugin.governance.desk import State
from plugin.governance.reporting import ReportState


def state(found: State, reports: list[ReportState]) -> dict[str, Any]:
    """An `AuditState`."""
    last = found.checkpoint
    return {
        "records": found.records,
        "not_yet_anchored": found.not_yet_anchored,
        "checkpoint": {"record": last.seq, "at": last.at, "key": last.key, "line": last.as_json()} if last else None,
        "push": {
            "record": found.push.seq,
            "failures": found.push.failures,
            "last_at": found.push.last_ok_at.isoformat() if found.push.last_ok_at else None,
            "last_error": found.push.last_error,
        }
        if found.push
        else None,
        "reports": [report(each) for each in reports],
        "events": [{"number": event.number, "name": event.value} for event in AuditEvent],
        "formats": [each.value for each in Format],
    }


def report(found: ReportState) -> dict[str, Any]:
    """An `AccountReport`."""
    return {
        "product": found.product.value,
        "last_at": found.last_at.isoformat() if found.last_at else None,
        "due_at": found.due_at.isoformat() if found.due_at else None,
        "accounts": found.accounts,
        "failures": found.failures,
        "last_error": found.last_error,
        "overdue": found.overdue(datetime.now(UTC)),
    }


def page(found: Page, people: dict[str, str]) -> dict[str, Any]:
    """An `AuditPage`."""
    return {
        "records": [
            {
                "seq": one.seq,
                "at": one.at.isoformat(),
                "event": one.event.value,
                "number": one.event.number,
                "person": one.person,
                "place": one.place,
                "item": one.item,
                "run": one.run,
                "level": one.level,
                "payload": one.payload,
            }
            for one in found.found
        ],
        "before": found.before,
        "people": people,
    }


def finding(found: Finding) -> dict[str, Any]:
    """An `AuditFinding`."""
    return {
        "ok": found.ok,
        "records": found.records,
        "erased": found.erased,
        "broken": {"record": found.broken.at, "reason": found.broken.reason} if found.broken else None,
        "anchored": found.anchored,
        "not_yet_anchored": found.not_yet_anchored,
        "checkpoint_at": found.anchor.at if found.anchor else None,
        "problems": found.problems,
        "notes": found.notes,
    }
