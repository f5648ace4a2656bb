"""What the record is searched by: a few columns copied from header and payload, beside the chain and no part of it.

The index proves nothing: it can be made again from the records (`reindex`), and verification never reads it. Erasing a
payload empties its row here too, but for time, event, run and level.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from plugin.audit.chain import Record
from plugin.audit.events import AuditEvent
from plugin.store.tables import audit_index as t
from plugin.store.tables import audit_records

_BATCH = 1000


def entry(record: Record) -> dict[str, Any]:
    """Return the index row of a record; what the payload does not say, or says no more, is None."""
    header = json.loads(record.header)
    payload = json.loads(record.payload) if record.payload else {}
    return {
        "tenant_id": record.tenant_id,
        "seq": record.seq,
        "at": datetime.fromisoformat(header["at"]),
        "event": header.get("number") or AuditEvent(header["event"]).number,
        "person": payload.get("person") or None,
        "place": place_name(payload) or None,
        "item": payload.get("item") or None,
        "run": payload.get("run") or None,
        "level": payload.get("level") or (payload.get("refusal") or {}).get("level") or None,
    }


def place_name(payload: dict[str, Any]) -> str:
    """Return the place of a payload as policies name it (`jira:PAY`); empty where it names none."""
    place = payload.get("place")
    if not isinstance(place, str) or not place:
        return ""
    return f"{payload['product']}:{place}" if payload.get("product") else place


def add(connection: Connection, record: Record) -> None:
    """Index a record in the transaction that appends it."""
    connection.execute(insert(t).values(**entry(record)))


def empty(connection: Connection, tenant_id: str, numbers: list[int]) -> None:
    """Forget what the index says of people, places and items in these records; a run is a random id."""
    connection.execute(
        update(t).where(t.c.tenant_id == tenant_id, t.c.seq.in_(numbers)).values(person=None, place=None, item=None)
    )


def reindex(connection: Connection, tenant_id: str) -> int:
    """Make a tenant's index again from its records; returns how many. Runs and levels of erased payloads are kept."""
    known = {
        row.seq: (row.run, row.level)
        for row in connection.execute(select(t.c.seq, t.c.run, t.c.level).where(t.c.tenant_id == tenant_id))
    }
    connection.execute(delete(t).where(t.c.tenant_id == tenant_id))
    rows = connection.execute(
        select(audit_records).where(audit_records.c.tenant_id == tenant_id).order_by(audit_records.c.seq)
    ).mappings()
    count, batch = 0, []
    for row in rows.all():
        made = entry(Record(**row))
        run, level = known.get(row["seq"], (None, None))
        batch.append({**made, "run": made["run"] or run, "level": made["level"] or level})
        if len(batch) == _BATCH:
            connection.execute(insert(t), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(insert(t), batch)
    return count + len(batch)
