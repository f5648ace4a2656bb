"""The auditor's desk: search, exports and the state of the record, each look recorded with who and for which case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from plugin.audit.anchoring import Anchors
from plugin.audit.chain import Record
from plugin.audit.checkpoint import Checkpoint
from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format, render
from plugin.audit.offline import Line
from plugin.audit.push import Pusher, PushState
from plugin.audit.repository import append
from plugin.audit.search import Filters, Page, search
from plugin.governance.reconstruction import LookUp, check_case
from plugin.store.database import Database
from plugin.store.tables import audit_records

MOST_EXPORTED = 5000

ReferenceOf = Callable[[Connection, str, str], str]
"""(connection, tenant id, account id) -> reference; empty where the tenant has not met that person."""


@dataclass(frozen=True, slots=True)
class State:
    """How a tenant's record stands."""

    records: int
    checkpoint: Checkpoint | None
    push: PushState | None = None  # None where no webhook is configured

    @property
    def not_yet_anchored(self) -> int:
        """How many records came after the last checkpoint."""
        return self.records - (self.checkpoint.seq if self.checkpoint else 0)


@dataclass(frozen=True, slots=True)
class Export:
    """A part of the record in some format; `cursor` asks for what comes after it."""

    lines: tuple[str, ...]
    cursor: int
    more: bool


class AuditDesk:
    """What administrators do with the record, beside reconstructing a run."""

    def __init__(
        self, database: Database, anchors: Anchors, reference_of: ReferenceOf, pusher: Pusher | None = None
    ) -> None:
        self._database = database
        self._anchors = anchors
        self._reference_of = reference_of
        self._pusher = pusher

    def state(self, tenant_id: str) -> State:
        """Return how long the record is and how far it is anchored."""
        query = select(func.max(audit_records.c.seq)).where(audit_records.c.tenant_id == tenant_id)
        with self._database.read() as connection:
            records = connection.execute(query).scalar() or 0
        push = self._pusher.state(tenant_id) if self._pusher else None
        return State(records, self._anchors.last(tenant_id), push)

    def search(self, look: LookUp, filters: Filters, *, before: int | None, limit: int) -> Page:
        """Return a page of records; a search is recorded once, not for each of its pages.

        `filters.person` may be a reference or an account id.

        Raises:
            BadRequest: `case_missing`.
        """
        check_case(look.case)
        with self._database.begin() as connection:
            if filters.person:
                known = self._reference_of(connection, look.tenant_id, filters.person)
                filters = replace(filters, person=known or filters.person)
            if before is None:
                self._record(connection, look, AuditEvent.AUDIT_SEARCHED, filters.described())
        return search(self._database, look.tenant_id, filters, before=before, limit=limit)

    def export(self, look: LookUp, chosen: Format, *, after: int, limit: int = MOST_EXPORTED) -> Export:
        """Return the records after a number in a format, with the checkpoints behind them.

        A pull that finds nothing but the records of earlier pulls is not recorded: a tool that asks every minute would
        otherwise find its own last question for ever.

        Raises:
            BadRequest: `case_missing`.
        """
        check_case(look.case)
        taken = list(_records(self._anchors.lines(look.tenant_id, after=after), min(limit, MOST_EXPORTED) + 1))
        numbers = [line.seq for line in taken if isinstance(line, Record)]
        more = len(numbers) > limit
        if more:
            taken = _without_last(taken)
            numbers.pop()
        if any(not _is_export(line) for line in taken):
            said = {"format": chosen.value, "after": after, "count": len(numbers)}
            with self._database.begin() as connection:
                self._record(connection, look, AuditEvent.AUDIT_EXPORTED, said)
        lines = tuple(render(chosen, taken))
        headed = chosen is Format.CSV and after > 0  # a part that goes on needs no second heading
        return Export(lines[headed:], numbers[-1] if numbers else after, more)

    def export_all(self, look: LookUp, chosen: Format, *, after: int = 0) -> Iterator[str]:
        """Yield the whole record after a number, as an operator takes it away; the export stands in it."""
        with self._database.begin() as connection:
            self._record(connection, look, AuditEvent.AUDIT_EXPORTED, {"format": chosen.value, "after": after})
        yield from render(chosen, self._anchors.lines(look.tenant_id, after=after))

    def _record(self, connection: Connection, look: LookUp, event: AuditEvent, said: dict[str, Any]) -> None:
        append(connection, look.tenant_id, event, {"person": look.person, "case": look.case, **said})


def _records(lines: Iterator[Line], count: int) -> Iterator[Line]:
    """Lines up to and including that many records, and the checkpoints behind the last one."""
    seen = 0
    for line in lines:
        seen += isinstance(line, Record)
        if seen > count:
            return
        yield line


def _without_last(lines: list[Line]) -> list[Line]:
    """The lines before the last record."""
    last = max(number for number, line in enumerate(lines) if isinstance(line, Record))
    return list(islice(lines, last))


def _is_export(line: Line) -> bool:
    if not isinstance(line, Record):
        return True
    return bool(json.loads(line.header).get("event") == AuditEvent.AUDIT_EXPORTED.value)
