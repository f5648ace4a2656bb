"""Decisions in the store: at most one a run. What was there before a write is kept encrypted, for undo alone."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Item, Product
from plugin.gateway.approval import Target, Value
from plugin.gateway.writing import ChangeState, FieldChange, Written
from plugin.policy.model import UseCase
from plugin.review.model import Decision, Outcome, WriteState
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import decisions as t
from plugin.store.tables import runs

_MOST_AT_ONCE = 200
_WRITING = timedelta(seconds=15)  # that the host may take to write what was decided


class Decisions:
    """All decisions; every question names its tenant."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def of(self, tenant_id: str, run_id: str) -> Decision | None:
        """Return what was decided about a run."""
        query = select(t).where(t.c.tenant_id == tenant_id, t.c.run_id == run_id)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return self._decision(row) if row else None

    def approved_at(self, tenant_id: str, item: Item) -> datetime | None:
        """Return when somebody last took a summary of an item, as it was or with changes, and it was written.

        What they wrote with it is not later than that: the time of the write is a part of it.
        """
        query = (
            select(t.c.at)
            .join(runs, runs.c.id == t.c.run_id)
            .where(
                t.c.tenant_id == tenant_id,
                runs.c.tenant_id == tenant_id,
                runs.c.product == item.product.value,
                runs.c.item_id == item.id,
                runs.c.use_case == UseCase.SUMMARISE.value,
                t.c.outcome.in_([Outcome.ACCEPTED.value, Outcome.EDITED.value]),
                t.c.write_state == WriteState.WRITTEN.value,
            )
            .order_by(t.c.at.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            at = connection.execute(query).scalar()
        return at + _WRITING if at else None

    def put(
        self,
        connection: Connection,
        decision: Decision,
        *,
        instead_of: frozenset[Outcome | WriteState],
        seen: Decision | None = None,
    ) -> bool:
        """Store a decision; False where another one stands that it may not replace.

        Args:
            connection: of the caller's transaction.
            decision: the new one.
            instead_of: what the standing one may be: an outcome, or the state of its write.
            seen: the standing one must still be this one, as it was read.
        """
        values = self._row(decision)
        try:
            with connection.begin_nested():
                connection.execute(insert(t).values(**values))
        except IntegrityError:
            outcomes = [each.value for each in instead_of if isinstance(each, Outcome)]
            states = [each.value for each in instead_of if isinstance(each, WriteState)]
            standing = [
                t.c.run_id == decision.run_id,
                t.c.tenant_id == decision.tenant_id,
                t.c.outcome.in_(outcomes) | t.c.write_state.in_(states),
                *([t.c.at == seen.at] if seen else ()),
            ]
            return bool(connection.execute(update(t).where(*standing).values(**values)).rowcount)
        return True

    def undone(self, connection: Connection, tenant_id: str, run_id: str) -> bool:
        """Mark a write as undone; False where nothing is written."""
        states = [WriteState.WRITTEN.value, WriteState.PARTLY.value]
        where = (t.c.tenant_id == tenant_id) & (t.c.run_id == run_id) & t.c.write_state.in_(states)
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

    def applied_on(self, tenant_id: str, item: Item, since: datetime) -> list[tuple[str, Decision]]:
        """Return the decisions since then by which values stand in an item, each with its run's person."""
        query = (
            select(t, runs.c.person.label("owner"))
            .join(runs, runs.c.id == t.c.run_id)
            .where(
                t.c.tenant_id == tenant_id,
                runs.c.product == item.product.value,
                runs.c.item_id == item.id,
                *_applied_since(since),
            )
            .limit(_MOST_AT_ONCE)
        )
        with self._database.read() as connection:
            return [(row["owner"], self._decision(row)) for row in connection.execute(query).mappings()]

    def due(self, since: datetime, looked_before: datetime) -> list[tuple[str, Item]]:
        """Return tenants and items with such decisions at which nobody has looked since another time."""
        query = (
            select(t.c.tenant_id, runs.c.product, runs.c.item_id)
            .join(runs, runs.c.id == t.c.run_id)
            .where(*_applied_since(since), t.c.at < looked_before)
            .where(t.c.looked_at.is_(None) | (t.c.looked_at < looked_before))
            .distinct()
            .limit(_MOST_AT_ONCE)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [(row.tenant_id, Item(Product(row.product), id=row.item_id)) for row in rows]

    def looked(self, tenant_id: str, run_id: str, now: datetime) -> None:
        """Note that a decision's fields were read again."""
        where = (t.c.tenant_id == tenant_id) & (t.c.run_id == run_id)
        with self._database.begin() as connection:
            connection.execute(update(t).where(where).values(looked_at=now))

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every receipt again under the newest secret key; returns how many."""
        rows = connection.execute(select(t.c.run_id, t.c.receipt).where(t.c.receipt.is_not(None))).all()
        for row in rows:
            connection.execute(update(t).where(t.c.run_id == row.run_id).values(receipt=self._box.rotate(row.receipt)))
        return len(rows)

    def _row(self, decision: Decision) -> dict[str, Any]:
        written = decision.written
        receipt = {"changes": [asdict(change) for change in written.changes], "kept": written.kept}
        return {
            "run_id": decision.run_id,
            "tenant_id": decision.tenant_id,
            "person": decision.person,
            "outcome": decision.outcome.value,
            "reason": decision.reason,
            "edit_ratio": decision.edit_ratio,
            "seconds": decision.seconds,
            "at": decision.at,
            "target": decision.target.value,
            "write_state": decision.write_state.value,
            "internal": decision.internal,
            "wish_mac": decision.wish_mac,
            "written_id": written.id,
            "written_version": written.version,
            "written_href": written.href,
            "receipt": self._box.encrypt(json.dumps(receipt)) if written.changes or written.kept else None,
        }

    def _decision(self, row: RowMapping) -> Decision:
        receipt = json.loads(self._box.decrypt(row["receipt"])) if row["receipt"] else {"changes": [], "kept": {}}
        return Decision(
            run_id=row["run_id"],
            tenant_id=row["tenant_id"],
            person=row["person"],
            outcome=Outcome(row["outcome"]),
            reason=row["reason"],
            edit_ratio=row["edit_ratio"],
            seconds=row["seconds"],
            at=row["at"],
            target=Target(row["target"]),
            write_state=WriteState(row["write_state"]),
            internal=row["internal"],
            wish_mac=row["wish_mac"],
            written=Written(
                id=row["written_id"],
                version=row["written_version"],
                href=row["written_href"],
                changes=tuple(_change(said) for said in receipt["changes"]),
                kept=receipt["kept"],
            ),
        )


def _applied_since(since: datetime) -> tuple[ColumnElement[bool], ...]:
    states = [WriteState.WRITTEN.value, WriteState.PARTLY.value]
    return t.c.target == Target.FIELDS.value, t.c.write_state.in_(states), t.c.at >= since


def _change(said: dict[str, Any]) -> FieldChange:
    return FieldChange(
        field=said["field"],
        before=tuple(Value(**value) for value in said["before"]),
        after=tuple(Value(**value) for value in said["after"]),
        state=ChangeState(said["state"]),
        reason=said["reason"],
    )
