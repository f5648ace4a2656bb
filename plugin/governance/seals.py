"""Sealing the first policy: until then one administrator may change everything, from then on loosening needs two.

An administrator seals it when the set-up is done. A policy that nobody sealed is sealed by itself a week after its
first version, so that no site is left open for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.store.database import Database
from plugin.store.policy_tables import policy_seals
from plugin.store.tables import policies

SEALS_ITSELF_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Seal:
    """Whether a policy is sealed, since or from when, and by whom; `at` is None before there is a policy."""

    sealed: bool
    at: datetime | None
    by: str = ""  # empty where it seals itself


class Seals:
    """The seal of every tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: str) -> Seal:
        """Return how it stands."""
        with self._database.read() as connection:
            return seal_of(connection, tenant_id, datetime.now(UTC))

    def seal(self, tenant_id: str, *, by: str) -> Seal:
        """Seal a tenant's policy; twice is once. There must be a version to seal, else nothing happens."""
        now = datetime.now(UTC)
        with self._database.begin() as connection:
            known = seal_of(connection, tenant_id, now)
            if not known.sealed and known.at is not None:
                connection.execute(insert(policy_seals).values(tenant_id=tenant_id, at=now, person=by))
                append(connection, tenant_id, AuditEvent.POLICY_SEALED, {"person": by})
            return seal_of(connection, tenant_id, now)


def sealed(connection: Connection, tenant_id: str, now: datetime) -> bool:
    """Whether loosening needs a second person."""
    return seal_of(connection, tenant_id, now).sealed


def seal_of(connection: Connection, tenant_id: str, now: datetime) -> Seal:
    """Return how the seal of a tenant stands."""
    row = connection.execute(select(policy_seals).where(policy_seals.c.tenant_id == tenant_id)).first()
    if row is not None:
        return Seal(sealed=True, at=row.at, by=row.person)
    first = connection.execute(select(func.min(policies.c.at)).where(policies.c.tenant_id == tenant_id)).scalar()
    if first is None:
        return Seal(sealed=False, at=None)
    return Seal(sealed=first + SEALS_ITSELF_AFTER <= now, at=first + SEALS_ITSELF_AFTER)
