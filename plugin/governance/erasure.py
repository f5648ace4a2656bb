"""Erase a person: their mapping becomes a tombstone, their results go, their usage events are nobody's.

The record stays as it is, and its chain with it: it holds a reference that leads nowhere from then on.
"""

from __future__ import annotations

from sqlalchemy import select, update

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import Conflict, NotFound
from plugin.governance.holds import HoldKind, Holds
from plugin.identity.repository import TOMBSTONE
from plugin.store.database import Database
from plugin.store.tables import people, runs
from plugin.usage.repository import UsageLog


class Erasure:
    """Erases people, one transaction each."""

    def __init__(self, database: Database, usage: UsageLog, holds: Holds) -> None:
        self._database = database
        self._usage = usage
        self._holds = holds

    def erase(self, tenant_id: str, account_id: str, *, by: str, why: str) -> str:
        """Erase somebody of a tenant; returns the reference that the record goes on holding.

        Args:
            tenant_id: whose person.
            account_id: Atlassian's id.
            by: reference of who asks, "cli" or "host".
            why: a word for the record: `asked`, `closed`.

        Raises:
            NotFound: the tenant has not met this person, or has erased them.
            Conflict: `legal_hold`: a hold names them; it must be released first.
        """
        held = {hold.value for hold in self._holds.standing(tenant_id) if hold.kind is HoldKind.PERSON}
        with self._database.begin() as connection:
            where = (people.c.tenant_id == tenant_id) & (people.c.account_id == account_id)
            reference = connection.execute(select(people.c.ref).where(where)).scalar()
            if reference is None or account_id.startswith(TOMBSTONE):
                raise NotFound("Nobody of this account id is known here.")
            if reference in held:
                raise Conflict("A legal hold names this person. Release it first.", code="legal_hold")
            connection.execute(update(people).where(where).values(account_id=f"{TOMBSTONE}{reference}"))
            own = (runs.c.tenant_id == tenant_id) & (runs.c.person == reference)
            results = connection.execute(
                update(runs).where(own, runs.c.outcome.is_not(None)).values(outcome=None, fingerprint=None)
            ).rowcount
            events = self._usage.erase(connection, tenant_id, account_id)
            said = {"person": str(reference), "by": by, "why": why, "results": results, "usage_events": events}
            append(connection, tenant_id, AuditEvent.PERSON_ERASED, said)
        return str(reference)
