"""Decisions in the store: at most one a run."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from plugin.review.model import Decision, Outcome, WriteState
from plugin.store.database import Database
from plugin.store.tables import decisions as t
from plugin.store.tables import runs

_MOST_AT_ONCE = 200


class Decisions:
    """All decisions; every question names its tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: str, run_id: str) -> Decision | None:
        """Return what was decided about a run."""
        query = select(t).where(t.c.tenant_id == tenant_id, t.c.run_id == run_id)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return _decision(row) if row else None

    def put(self, connection: Connection, decision: Decision, *, instead_of: frozenset[Outcome | WriteState]) -> bool:
        """Store a decision; False where another one stands that it may not replace.

        Args:
            connection: of the caller's transaction.
            decision: the new one.
            instead_of: what the standing one may be: an outcome, or the state of its write.
        """
        values = asdict(decision)
        try:
            with connection.begin_nested():
                connection.execute(insert(t).values(**values))
        except IntegrityError:
            outcomes = [each.value for each in instead_of if isinstance(each, Outcome)]
            states = [each.value for each in instead_of if isinstance(each, WriteState)]
            return bool(
                connection.execute(
                    update(t)
                    .where(
                        t.c.run_id == decision.run_id,
                        t.c.tenant_id == decision.tenant_id,
                        t.c.outcome.in_(outcomes) | t.c.write_state.in_(states),
                    )
                    .values(**values)
                ).rowcount
            )
        return True

    def undone(self, connection: Connection, tenant_id: str, run_id: str) -> bool:
        """Mark a write as undone; False where it is not written."""
        where = (t.c.tenant_id == tenant_id) & (t.c.run_id == run_id) & (t.c.write_state == WriteState.WRITTEN.value)
        return bool(connection.execute(update(t).where(where).values(write_state=WriteState.UNDONE.value)).rowcount)

    def undecided(self, since: datetime, before: datetime) -> list[RowMapping]:
        """Return the finished runs between two times about which nobody has decided."""
        query = (
            select(runs.c.id, runs.c.tenant_id, runs.c.person, runs.c.finished_at)
            .outerjoin(t, t.c.run_id == runs.c.id)
            .where(
                runs.c.state == "finished",
                runs.c.finished_at >= since,
                runs.c.finished_at < before,
                t.c.run_id.is_(None),
            )
            .limit(_MOST_AT_ONCE)
        )
        with self._database.read() as connection:
            return list(connection.execute(query).mappings().all())


def _decision(row: RowMapping) -> Decision:
    values: dict[str, Any] = dict(row)
    return Decision(**values | {"outcome": Outcome(row["outcome"]), "write_state": WriteState(row["write_state"])})
