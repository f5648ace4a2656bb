"""Search the record by its index, newest first, a page at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from plugin.audit.events import AuditEvent
from plugin.store.database import Database
from plugin.store.tables import audit_index as i
from plugin.store.tables import audit_records as t

MOST = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; what is left out is not asked for. `since` is included, `until` is not."""

    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    place: str = ""  # as policies name it: jira:PAY
    item: str = ""
    run: str = ""
    level: str = ""
    events: frozenset[AuditEvent] = frozenset()

    def described(self) -> dict[str, Any]:
        """The filters as the record of a search holds them."""
        times = {"since": self.since, "until": self.until}
        texts = {"person": self.person, "place": self.place, "item": self.item, "run": self.run, "level": self.level}
        return {
            **{name: moment.isoformat() for name, moment in times.items() if moment},
            # Under names of their own: a search for a person is no record of that person.
            **{f"searched_{name}": text for name, text in texts.items() if text},
            **({"events": sorted(event.value for event in self.events)} if self.events else {}),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """A record as a search shows it; `payload` is None once erased."""

    seq: int
    at: datetime
    event: AuditEvent
    person: str
    place: str
    item: str
    run: str
    level: str
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what was found, newest first; `before` asks for the next one, None where there is none."""

    found: tuple[Found, ...]
    before: int | None


def search(database: Database, tenant_id: str, filters: Filters, *, before: int | None = None, limit: int = 50) -> Page:
    """Return a page of a tenant's records.

    Args:
        database: where.
        tenant_id: whose record.
        filters: what is looked for.
        before: only records with a smaller number; from the page before.
        limit: how many at most, up to 200.
    """
    limit = max(1, min(limit, MOST))
    query = (
        select(i, t.c.payload)
        .join(t, (t.c.tenant_id == i.c.tenant_id) & (t.c.seq == i.c.seq))
        .where(i.c.tenant_id == tenant_id, *_conditions(filters, before))
        .order_by(i.c.seq.desc())
        .limit(limit + 1)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    found = tuple(
        Found(
            seq=row.seq,
            at=row.at,
            event=_EVENTS[row.event],
            person=row.person or "",
            place=row.place or "",
            item=row.item or "",
            run=row.run or "",
            level=row.level or "",
            payload=json.loads(row.payload) if row.payload else None,
        )
        for row in rows[:limit]
    )
    return Page(found, found[-1].seq if len(rows) > limit else None)


_EVENTS = {event.number: event for event in AuditEvent}


def _conditions(filters: Filters, before: int | None) -> list[ColumnElement[bool]]:
    conditions = [
        i.c[name] == value for name in ("person", "place", "item", "run", "level") if (value := getattr(filters, name))
    ]
    if filters.events:
        conditions.append(i.c.event.in_(sorted(event.number for event in filters.events)))
    if filters.since:
        conditions.append(i.c.at >= filters.since)
    if filters.until:
        conditions.append(i.c.at < filters.until)
    if before is not None:
        conditions.append(i.c.seq < before)
    return [and_(*conditions)] if conditions else []
