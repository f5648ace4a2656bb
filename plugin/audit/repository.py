"""Append to the record and read it back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text

from plugin.audit import index
from plugin.audit.chain import GENESIS, Record, Verdict, canonical, hash_payload, hash_record, verify
from plugin.audit.events import AuditEvent
from plugin.store.database import Database
from plugin.store.tables import audit_index as i
from plugin.store.tables import audit_records as t


def append(connection: Connection, tenant_id: str, event: AuditEvent, payload: dict[str, Any]) -> Record:
    """Append one record in the caller's transaction, so that it stands or falls with what it records.

    `payload` holds references, counts, codes and salted hashes; never content, account ids or tokens.
    """
    if connection.dialect.name == "postgresql":
        # Two writers of one tenant queue up; SQLite's writing transaction holds the only write lock already.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:t))"), {"t": tenant_id})
    last = connection.execute(
        select(t.c.seq, t.c.hash).where(t.c.tenant_id == tenant_id).order_by(t.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    header = canonical(
        {
            "tenant": tenant_id,
            "seq": seq,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": event.value,
            "number": event.number,
        }
    )
    body, salt = canonical(payload), secrets.token_hex(16)
    payload_hash = hash_payload(salt, body)
    record = Record(
        tenant_id, seq, header, body, salt, payload_hash, previous, hash_record(previous, header, payload_hash)
    )
    connection.execute(
        insert(t).values(
            tenant_id=tenant_id,
            seq=seq,
            header=header,
            payload=body,
            salt=salt,
            payload_hash=payload_hash,
            previous=previous,
            hash=record.hash,
        )
    )
    index.add(connection, record)
    return record


def records(database: Database, tenant_id: str, *, after: int = 0) -> Iterator[Record]:
    """Yield a tenant's records in order."""
    with database.read() as connection:
        rows = connection.execute(select(t).where(t.c.tenant_id == tenant_id, t.c.seq > after).order_by(t.c.seq))
        for row in rows.mappings():
            yield Record(**row)


def record(database: Database, tenant_id: str, seq: int) -> Record | None:
    """Return one record."""
    with database.read() as connection:
        row = connection.execute(select(t).where(t.c.tenant_id == tenant_id, t.c.seq == seq)).mappings().first()
    return Record(**row) if row else None


def records_of_run(connection: Connection, tenant_id: str, run_id: str) -> list[Record]:
    """Return a tenant's records that name a run, in order."""
    rows = connection.execute(
        select(t)
        .join(i, (i.c.tenant_id == t.c.tenant_id) & (i.c.seq == t.c.seq))
        .where(i.c.tenant_id == tenant_id, i.c.run == run_id)
        .order_by(i.c.seq)
    )
    return [Record(**row) for row in rows.mappings()]


def latest(connection: Connection, tenant_id: str, event: AuditEvent) -> Record | None:
    """Return a tenant's newest record of an event."""
    row = (
        connection.execute(
            select(t)
            .join(i, (i.c.tenant_id == t.c.tenant_id) & (i.c.seq == t.c.seq))
            .where(i.c.tenant_id == tenant_id, i.c.event == event.number)
            .order_by(i.c.seq.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    return Record(**row) if row else None


def verify_tenant(database: Database, tenant_id: str) -> Verdict:
    """Verify the whole chain of a tenant."""
    return verify(records(database, tenant_id))


def tenant_ids(database: Database) -> list[str]:
    """All tenants that have a record, purged ones included."""
    with database.read() as connection:
        return list(connection.execute(select(t.c.tenant_id).distinct().order_by(t.c.tenant_id)).scalars())
