"""Legal holds: what must not be deleted, by person, place or run, until somebody releases it.

While a tenant has a hold, results, payloads and people under it are kept past every retention, erasure of such a person
is refused, and an uninstall purges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, false, insert, or_, select, update

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest, NotFound
from plugin.governance.reconstruction import check_case
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.tables import audit_index, runs
from plugin.store.tables import legal_holds as t

_MOST_VALUE = 300


class HoldKind(StrEnum):
    """What a hold names."""

    PERSON = "person"  # a reference
    PLACE = "place"  # as policies name it: jira:PAY
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that stands."""

    id: str
    kind: HoldKind
    value: str
    case: str
    placed_at: datetime


class Holds:
    """The holds of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def place(self, tenant_id: str, kind: HoldKind, value: str, *, case: str, by: str) -> Hold:
        """Place a hold; recorded.

        Raises:
            BadRequest: `case_missing`, or nothing is named.
        """
        check_case(case)
        if not 0 < len(value) <= _MOST_VALUE:
            raise BadRequest("Name the person, place or run.", detail="hold")
        hold = Hold(new_id(), kind, value, case, datetime.now(UTC))
        with self._database.begin() as connection:
            connection.execute(
                insert(t).values(
                    id=hold.id,
                    tenant_id=tenant_id,
                    kind=kind.value,
                    value=value,
                    case_number=case,
                    placed_at=hold.placed_at,
                )
            )
            self._record(connection, tenant_id, AuditEvent.HOLD_PLACED, hold, by)
        return hold

    def release(self, tenant_id: str, hold_id: str, *, by: str) -> None:
        """Release a hold; recorded.

        Raises:
            NotFound: there is no such hold any more.
        """
        with self._database.begin() as connection:
            hold = next((hold for hold in _standing(connection, tenant_id) if hold.id == hold_id), None)
            if hold is None:
                raise NotFound("There is no such hold.")
            connection.execute(update(t).where(t.c.id == hold_id).values(released_at=datetime.now(UTC)))
            self._record(connection, tenant_id, AuditEvent.HOLD_RELEASED, hold, by)

    def standing(self, tenant_id: str) -> list[Hold]:
        """Return a tenant's holds."""
        with self._database.read() as connection:
            return _standing(connection, tenant_id)

    def tenants(self) -> list[str]:
        """Return the tenants that have a hold."""
        query = select(t.c.tenant_id).where(t.c.released_at.is_(None)).distinct()
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def keeping(self, tenant_ids: list[str]) -> ColumnElement[bool]:
        """The condition of rows of `runs` that a hold of these tenants keeps."""
        found = [(runs.c.tenant_id == tenant_id) & held_runs(self.standing(tenant_id)) for tenant_id in tenant_ids]
        return or_(*found) if found else false()

    def _record(self, connection: Connection, tenant_id: str, event: AuditEvent, hold: Hold, by: str) -> None:
        said = {"hold": hold.id, "kind": hold.kind.value, "held": hold.value, "case": hold.case, "person": by}
        append(connection, tenant_id, event, said)


def held_runs(holds: list[Hold]) -> ColumnElement[bool]:
    """The condition of rows of `runs` that a hold keeps."""
    found = [_held_run(hold) for hold in holds]
    return or_(*found) if found else false()


def held_records(holds: list[Hold]) -> ColumnElement[bool]:
    """The condition of rows of `audit_index` that a hold keeps: those that name it, and all records of such a run."""
    found = [_held_record(hold) for hold in holds]
    return or_(*found) if found else false()


def _standing(connection: Connection, tenant_id: str) -> list[Hold]:
    rows = connection.execute(
        select(t).where(t.c.tenant_id == tenant_id, t.c.released_at.is_(None)).order_by(t.c.placed_at)
    )
    return [Hold(row.id, HoldKind(row.kind), row.value, row.case_number, row.placed_at) for row in rows]


def _held_run(hold: Hold) -> ColumnElement[bool]:
    if hold.kind is HoldKind.PERSON:
        return runs.c.person == hold.value
    if hold.kind is HoldKind.RUN:
        return runs.c.id == hold.value
    product, _, key = hold.value.partition(":")
    return (runs.c.product == product) & ((runs.c.place_key == key) | (runs.c.place_id == key.removeprefix("#")))


def _held_record(hold: Hold) -> ColumnElement[bool]:
    other = audit_index.alias()
    column = {HoldKind.PERSON: "person", HoldKind.PLACE: "place", HoldKind.RUN: "run"}[hold.kind]
    same = select(other.c.run).where(
        other.c.tenant_id == audit_index.c.tenant_id, other.c[column] == hold.value, other.c.run.is_not(None)
    )
    return or_(audit_index.c[column] == hold.value, audit_index.c.run.in_(same))
