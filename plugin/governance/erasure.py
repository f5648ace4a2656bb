"""Erase a person: their mapping becomes a tombstone, and what is kept of them or by them goes.

That is the text of their results, what their writes replaced, the notes that they wrote or got, their part in learning,
and whom their usage events count for. The record stays as it is, and its chain with it: it holds a reference that leads
nowhere from then on. A text that a page shows because they approved it stays, and names nobody.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from plugin.assist.long.notes import forget_notes
from plugin.assist.visits import forget_visits
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import Conflict, NotFound
from plugin.governance.holds import HoldKind, Holds, held_runs
from plugin.identity.repository import TOMBSTONE
from plugin.store.database import Database
from plugin.store.door_tables import run_grants
from plugin.store.review_tables import review_requests
from plugin.store.tables import category_places, decisions, escalations, people, runs
from plugin.usage.repository import UsageLog


class Erasure:
    """Erases people, one transaction each."""

    def __init__(self, database: Database, usage: UsageLog, holds: Holds) -> None:
        self._database = database
        self._usage = usage
        self._holds = holds

    def erase(self, tenant_id: str, account_id: str, *, by: str, why: str, case: str = "") -> str:
        """Erase somebody of a tenant; returns the reference that the record goes on holding.

        Args:
            tenant_id: whose person.
            account_id: Atlassian's id.
            by: reference of who asks, "cli" or "host".
            why: a word for the record: `asked`, `closed`.
            case: number of the case, where somebody asked on a page.

        Raises:
            NotFound: the tenant has not met this person, or has erased them.
            Conflict: `legal_hold`: a hold names them; it must be released first.
        """
        holds = self._holds.standing(tenant_id)
        held = {hold.value for hold in holds if hold.kind is HoldKind.PERSON}
        with self._database.begin() as connection:
            where = (people.c.tenant_id == tenant_id) & (people.c.account_id == account_id)
            reference = connection.execute(select(people.c.ref).where(where)).scalar()
            if reference is None or account_id.startswith(TOMBSTONE):
                raise NotFound("Nobody of this account id is known here.")
            if reference in held:
                raise Conflict("A legal hold names this person. Release it first.", code="legal_hold")
            connection.execute(update(people).where(where).values(account_id=f"{TOMBSTONE}{reference}"))
            own = (runs.c.tenant_id == tenant_id) & (runs.c.person == reference)
            free = (runs.c.tenant_id == tenant_id) & ~held_runs(holds)  # a hold on a place or a run keeps its texts
            mine = update(runs).where(own, free, runs.c.outcome.is_not(None))
            results = connection.execute(mine.values(outcome=None, fingerprint=None)).rowcount
            connection.execute(update(runs).where(own, runs.c.finished_at.is_(None)).values(stop_wanted=True))
            said = {"person": str(reference), "by": by, "why": why, "results": results}
            said |= _beside(connection, tenant_id, reference, free)
            forget_visits(connection, tenant_id, str(reference))
            forget_notes(connection, tenant_id)  # nobody can tell from a note whose words it holds: all go
            said["usage_events"] = self._usage.erase(connection, tenant_id, account_id)
            said |= {"case": case} if case else {}
            append(connection, tenant_id, AuditEvent.PERSON_ERASED, said)
        return str(reference)


def _beside(connection: Connection, tenant_id: str, person: str, free: ColumnElement[bool]) -> dict[str, int]:
    """Erase what stands beside runs, as far as no hold keeps it; returns how much of each kind."""
    any_run, own = select(runs.c.id).where(free), select(runs.c.id).where(free, runs.c.person == person)
    all_own = select(runs.c.id).where(runs.c.tenant_id == tenant_id, runs.c.person == person)
    texts = (decisions.c.tenant_id == tenant_id) & decisions.c.run_id.in_(own) & decisions.c.receipt.is_not(None)
    to_or_by = or_(escalations.c.recipient == person, escalations.c.run_id.in_(own))
    notes = (escalations.c.tenant_id == tenant_id) & to_or_by & escalations.c.run_id.in_(any_run)
    asked = (review_requests.c.tenant_id == tenant_id) & review_requests.c.run_id.in_(any_run)
    asked &= or_(review_requests.c.person == person, review_requests.c.decided_by == person)
    reader = (category_places.c.tenant_id == tenant_id) & (category_places.c.person == person)
    # Nothing is learned as them any more; the next person who categorises there takes their turn.
    given_up = {"person": "", "started_at": None, "due_at": None, "failed": True}
    connection.execute(delete(run_grants).where(run_grants.c.run_id.in_(all_own)))  # a key, which no hold keeps
    return {
        "receipts": connection.execute(update(decisions).where(texts).values(receipt=None)).rowcount,
        "notes": connection.execute(delete(escalations).where(notes)).rowcount,
        "reviews": connection.execute(delete(review_requests).where(asked)).rowcount,
        "learning": connection.execute(update(category_places).where(reader).values(**given_up)).rowcount,
    }
