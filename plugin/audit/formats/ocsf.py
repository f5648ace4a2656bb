"""The record as events of the Open Cybersecurity Schema Framework (OCSF) 1.5, one JSON object a line.

Runs and looks at the record are API Activity (6003), sign-ins Authentication (3002), everything that is administered
Entity Management (3004). What OCSF has no name for stands under `unmapped`, the payload included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from plugin.audit.chain import Record
from plugin.audit.checkpoint import Checkpoint
from plugin.audit.events import AuditEvent
from plugin.audit.formats.entry import Entry, entry, product_version
from plugin.audit.offline import Line

SCHEMA = "1.5.0"
_API, _SIGN_IN, _ENTITY = 6003, 3002, 3004
_CREATE, _READ, _UPDATE, _DELETE, _OTHER = 1, 2, 3, 4, 99
_LOGON = 1
_SEVERITY = (1, 2, 4)  # informational, low, high
_SUCCESS, _FAILURE = 1, 2
_USER, _UNKNOWN = 1, 0

# Event -> class and activity.
_CLASSES: dict[AuditEvent, tuple[int, int]] = {
    AuditEvent.RUN_STARTED: (_API, _CREATE),
    AuditEvent.RUN_ENDED: (_API, _READ),
    AuditEvent.RUN_REFUSED: (_API, _READ),
    AuditEvent.DECISION_MADE: (_API, _UPDATE),
    AuditEvent.WRITE_MADE: (_API, _CREATE),
    AuditEvent.WRITE_UNDONE: (_API, _DELETE),
    AuditEvent.FEEDBACK_GIVEN: (_API, _CREATE),
    AuditEvent.AUDIT_SEARCHED: (_API, _READ),
    AuditEvent.AUDIT_RUN_READ: (_API, _READ),
    AuditEvent.AUDIT_EXPORTED: (_API, _READ),
    AuditEvent.ADMIN_SIGNED_IN: (_SIGN_IN, _LOGON),
    AuditEvent.ADMIN_REFUSED: (_SIGN_IN, _LOGON),
    AuditEvent.INSTALLATION_INSTALLED: (_ENTITY, _CREATE),
    AuditEvent.INSTALLATION_UNINSTALLED: (_ENTITY, _DELETE),
    AuditEvent.INSTALLATION_JOINED: (_ENTITY, _UPDATE),
    AuditEvent.INSTALLATION_LEFT: (_ENTITY, _UPDATE),
    AuditEvent.TENANT_PURGED: (_ENTITY, _DELETE),
    AuditEvent.POLICY_CHANGED: (_ENTITY, _UPDATE),
    AuditEvent.SETTINGS_CHANGED: (_ENTITY, _UPDATE),
    AuditEvent.SECRETS_ROTATED: (_ENTITY, _UPDATE),
    AuditEvent.CHECKPOINT_KEY_MADE: (_ENTITY, _CREATE),
    AuditEvent.PERSON_ERASED: (_ENTITY, _DELETE),
    AuditEvent.PEOPLE_REPORTED: (_ENTITY, _READ),
    AuditEvent.HOLD_PLACED: (_ENTITY, _CREATE),
    AuditEvent.HOLD_RELEASED: (_ENTITY, _DELETE),
    AuditEvent.RETENTION_APPLIED: (_ENTITY, _DELETE),
}


def lines(record_lines: Iterable[Line]) -> Iterator[str]:
    """Yield an event a record, and one a checkpoint."""
    for line in record_lines:
        made = _record(entry(line)) if isinstance(line, Record) else _checkpoint(line)
        yield json.dumps(made, ensure_ascii=False, sort_keys=True)


def _record(found: Entry) -> dict[str, Any]:
    record = found.record
    class_uid, activity = _CLASSES.get(found.event, (_API, _OTHER))
    event = {
        **_base(class_uid, activity, found.event.value, record.tenant_id, record.seq, found.at),
        "severity_id": _SEVERITY[found.weight],
        "status_id": _FAILURE if found.failed else _SUCCESS,
        "status_code": found.text("error") or str((found.payload.get("refusal") or {}).get("reason") or ""),
        "unmapped": {"record": _chain(record), "payload": found.payload, "erased": found.erased},
    }
    event["metadata"]["event_code"] = str(found.event.number)
    user = {"uid": found.text("person") or "erased or none", "type_id": _USER if found.text("person") else _UNKNOWN}
    if class_uid == _SIGN_IN:
        return {**event, "user": user, "service": {"name": "Vouch", "uid": found.text("page") or "admin"}}
    event["actor"] = {"user": user} if found.text("person") else {"app_name": "Vouch"}
    if class_uid == _ENTITY:
        subject = found.event.value.partition(":")[0]
        return {**event, "entity": {"name": subject, "type": subject, "uid": found.text("run") or record.tenant_id}}
    run = found.text("run") or found.text("case") or f"{record.tenant_id}:{record.seq}"
    event |= {
        "api": {"operation": found.event.value, "service": {"name": "Vouch"}, "request": {"uid": run}},
        "src_endpoint": {"name": found.text("product") or "server"},
    }
    if found.text("item"):
        named = {"uid": found.text("item"), "type": f"{found.text('product')} item", "name": found.place}
        event["resources"] = [{name: value for name, value in named.items() if value}]
    return event


def _checkpoint(made: Checkpoint) -> dict[str, Any]:
    return {
        **_base(_ENTITY, _CREATE, "checkpoint", made.tenant, made.seq, datetime.fromisoformat(made.at)),
        "severity_id": _SEVERITY[0],
        "status_id": _SUCCESS,
        "actor": {"app_name": "Vouch"},
        "entity": {"name": "checkpoint", "type": "checkpoint", "uid": f"{made.tenant}:{made.seq}"},
        "unmapped": json.loads(made.as_json()),
    }


def _base(class_uid: int, activity: int, name: str, tenant: str, seq: int, at: datetime) -> dict[str, Any]:
    return {
        "class_uid": class_uid,
        "category_uid": class_uid // 1000,
        "activity_id": activity,
        "activity_name": name,
        "type_uid": class_uid * 100 + activity,
        "time": round(at.timestamp() * 1000),
        "message": name,
        "metadata": {
            "version": SCHEMA,
            "product": {"name": "Vouch", "vendor_name": "Vouch", "version": product_version()},
            "log_name": "audit",
            "uid": f"{tenant}:{seq}",
            "sequence": seq,
            "tenant_uid": tenant,
        },
    }


def _chain(record: Record) -> dict[str, Any]:
    names = ("header", "salt", "payload_hash", "previous", "hash")
    return {"seq": record.seq, **{name: getattr(record, name) for name in names}}
