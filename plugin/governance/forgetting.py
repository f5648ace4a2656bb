"""Forget on schedule what each level keeps only so long: the text of results, and what records say.

Of a record the payload goes and its hash stays, so that the chain still verifies. What a legal hold names is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true, update

from plugin.assist.long.notes import forget_notes_of
from plugin.audit import index
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.governance.holds import Hold, Holds, held_records, held_runs
from plugin.policy.document import PolicyDocument
from plugin.policy.keeping import Keeping
from plugin.policy.model import Level
from plugin.store.database import Database
from plugin.store.tables import audit_index as i
from plugin.store.tables import audit_records as r
from plugin.store.tables import runs, tenants

_BATCH = 500


class Forgetting:
    """Applies what policies and settings say of every tenant that is there."""

    def __init__(
        self, database: Database, policy_of: Callable[[str], PolicyDocument], holds: Holds, longest: Keeping
    ) -> None:
        self._database = database
        self._policy_of = policy_of
        self._holds = holds
        self._longest = longest

    def apply(self, now: datetime) -> int:
        """Forget what is due; returns how many results and payloads went."""
        with self._database.read() as connection:
            living = connection.execute(select(tenants.c.id).where(tenants.c.purged_at.is_(None))).scalars().all()
        return sum(self._apply_to(tenant_id, now) for tenant_id in living)

    def _apply_to(self, tenant_id: str, now: datetime) -> int:
        rules, holds = self._policy_of(tenant_id).keeping, self._holds.standing(tenant_id)
        results = payloads = 0
        for level in Level:
            kept = rules.at(level, self._longest)
            of_level = select(i.c.run).where(i.c.tenant_id == tenant_id, i.c.level == level.code, i.c.run.is_not(None))
            if kept.result_days is not None:
                before = now - timedelta(days=kept.result_days)
                results += self._results(tenant_id, and_(runs.c.id.in_(of_level), runs.c.created_at < before), holds)
                with self._database.begin() as connection:
                    forget_notes_of(connection, tenant_id, level.code, before)
            if kept.audit_payload_days is not None:
                named = or_(i.c.level == level.code, i.c.run.in_(of_level))
                payloads += self._payloads(tenant_id, named, now - timedelta(days=kept.audit_payload_days), holds)
        if self._longest.audit_payload_days is not None:
            payloads += self._payloads(tenant_id, true(), now - timedelta(days=self._longest.audit_payload_days), holds)
        if results or payloads:
            with self._database.begin() as connection:
                said = {"results": results, "payloads": payloads}
                append(connection, tenant_id, AuditEvent.RETENTION_APPLIED, said)
        return results + payloads

    def _results(self, tenant_id: str, due: ColumnElement[bool], holds: list[Hold]) -> int:
        mine = and_(runs.c.tenant_id == tenant_id, runs.c.outcome.is_not(None), due, ~held_runs(holds))
        with self._database.begin() as connection:
            return connection.execute(update(runs).where(mine).values(outcome=None, fingerprint=None)).rowcount

    def _payloads(self, tenant_id: str, named: ColumnElement[bool], before: datetime, holds: list[Hold]) -> int:
        """Erase payloads, a batch a transaction, so that writers are never held up for long."""
        due = (
            select(r.c.seq)
            .join(i, and_(i.c.tenant_id == r.c.tenant_id, i.c.seq == r.c.seq))
            .where(r.c.tenant_id == tenant_id, r.c.payload.is_not(None), i.c.at < before, named, ~held_records(holds))
            .limit(_BATCH)
        )
        count = 0
        while True:
            with self._database.begin() as connection:
                numbers = list(connection.execute(due).scalars())
                if not numbers:
                    return count
                mine = and_(r.c.tenant_id == tenant_id, r.c.seq.in_(numbers))
                connection.execute(update(r).where(mine).values(payload=None, salt=None))
                index.empty(connection, tenant_id, numbers)
                count += len(numbers)
