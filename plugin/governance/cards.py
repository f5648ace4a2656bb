"""The policy card that a person reads once a version: what is on it, that they have read it, and how many have.

It never stands in the way of reading: a panel shows it before the first run after a new version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Place
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import Conflict
from plugin.policy.card import Asked, Card, card
from plugin.policy.document import PolicyDocument
from plugin.policy.model import Subject
from plugin.store.card_tables import card_acknowledgements as t
from plugin.store.database import Database

_MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Read:
    """How many people have read the card of a version."""

    version: int
    people: int


class Cards:
    """Cards of every tenant."""

    def __init__(self, database: Database, policy: Callable[[str], PolicyDocument]) -> None:
        self._database = database
        self._policy = policy

    def of(self, subject: Subject, place: Place, asked: Asked) -> tuple[Card, bool]:
        """Return the card of a place, and whether this person has read that of the version in force."""
        document = self._policy(subject.tenant_id)
        made = card(document, subject, place, asked)
        return made, self.acknowledged(subject.tenant_id, subject.person_ref, made.version)

    def acknowledged(self, tenant_id: str, person: str, version: int) -> bool:
        """Whether this person has read the card of this version."""
        query = select(t.c.at).where(t.c.tenant_id == tenant_id, t.c.person == person, t.c.version == version)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def acknowledge(self, tenant_id: str, person: str, version: int) -> None:
        """Note that this person has read the card; twice is once.

        Raises:
            Conflict: `card_changed`: another version is in force by now.
        """
        if self._policy(tenant_id).version != version:
            raise Conflict("The policy changed in the meantime. Read the card again.", code="card_changed")
        row = {"tenant_id": tenant_id, "person": person, "version": version, "at": datetime.now(UTC)}
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(t).values(**row))
            except IntegrityError:
                return
            said = {"person": person, "policy_version": version}
            append(connection, tenant_id, AuditEvent.CARD_ACKNOWLEDGED, said)

    def counts(self, tenant_id: str) -> list[Read]:
        """Return how many people have read the card, by version, the newest first."""
        query = (
            select(t.c.version, func.count())
            .where(t.c.tenant_id == tenant_id)
            .group_by(t.c.version)
            .order_by(t.c.version.desc())
            .limit(_MOST_VERSIONS)
        )
        with self._database.read() as connection:
            return [Read(version, people) for version, people in connection.execute(query).all()]
