"""The record's answers, in the shapes that `openapi.yaml` describes."""

from __future__ import annotations

from typing import Any

from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format
from plugin.audit.offline import Finding
from plugin.audit.search import Page
from plugin.governance.desk import State


def state(found: State) -> dict[str, Any]:
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
        "events": [{"number": event.number, "name": event.value} for event in AuditEvent],
        "formats": [each.value for each in Format],
    }


def page(found: Page) -> dict[str, Any]:
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
