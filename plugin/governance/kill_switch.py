"""The kill switch: stops in the store. Each decision reads them, so every process obeys at its next question.

What stands is in `stops`; who set and lifted what, and why, is in the record for ever.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest
from plugin.policy.document import PLACE_NAME
from plugin.policy.model import UseCase
from plugin.policy.stops import Stop, StopKind
from plugin.store.database import Database
from plugin.store.tables import stops as t

MOST_STOPS = 200


class KillSwitch:
    """Sets and lifts stops of a tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, tenant_id: str) -> tuple[Stop, ...]:
        """Return what is stopped now, the newest first."""
        with self._database.read() as connection:
            return stops_of(connection, tenant_id)

    def stop(self, tenant_id: str, kind: StopKind, name: str, reason: str, *, by: str) -> tuple[Stop, ...]:
        """Stop something; stopped already, nothing changes. Returns what is stopped now.

        Raises:
            BadRequest: `no_such_stop`: there is nothing of that name; `too_many_stops`.
        """
        name = _checked(kind, name)
        with self._database.begin() as connection:
            if len(stops_of(connection, tenant_id)) >= MOST_STOPS:
                raise BadRequest("Too many things are stopped one by one. Stop all of it.", code="too_many_stops")
            try:
                with connection.begin_nested():
                    connection.execute(
                        insert(t).values(
                            tenant_id=tenant_id,
                            kind=kind.value,
                            name=name,
                            reason=reason,
                            person=by,
                            at=datetime.now(UTC),
                        )
                    )
            except IntegrityError:
                return stops_of(connection, tenant_id)
            said = {"kind": kind.value, "name": name, "reason": reason, "person": by}
            append(connection, tenant_id, AuditEvent.STOP_SET, said)
            return stops_of(connection, tenant_id)

    def lift(self, tenant_id: str, kind: StopKind, name: str, *, by: str) -> tuple[Stop, ...]:
        """Lift a stop; lifted already, nothing changes. Returns what is stopped now."""
        with self._database.begin() as connection:
            where = (t.c.tenant_id == tenant_id) & (t.c.kind == kind.value) & (t.c.name == name)
            if connection.execute(delete(t).where(where)).rowcount:
                append(connection, tenant_id, AuditEvent.STOP_LIFTED, {"kind": kind.value, "name": name, "person": by})
            return stops_of(connection, tenant_id)


def stops_of(connection: Connection, tenant_id: str) -> tuple[Stop, ...]:
    """Return what is stopped at a tenant, the newest first."""
    rows = connection.execute(select(t).where(t.c.tenant_id == tenant_id).order_by(t.c.at.desc(), t.c.name)).all()
    return tuple(Stop(StopKind(row.kind), row.name, row.reason, row.at, row.person) for row in rows)


def _checked(kind: StopKind, name: str) -> str:
    """Return the name as decisions compare it."""
    fits = {
        StopKind.ORGANISATION: name == "",
        StopKind.USE_CASE: name in {use_case.value for use_case in UseCase},
        StopKind.PLACE: PLACE_NAME.fullmatch(name) is not None,
        StopKind.ENGINE: 0 < len(name) <= 40,  # noqa: PLR2004 (as the policy's schema has it)
    }
    if not fits[kind]:
        raise BadRequest("There is nothing of that name to stop.", code="no_such_stop")
    return name
