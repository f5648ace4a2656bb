"""Outputs that a person handed to somebody else, in the store; the note is kept encrypted and goes with the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from connectors.host.model import Item, Product
from plugin.policy.model import UseCase
from plugin.review.model import Outcome
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import decisions, runs
from plugin.store.tables import escalations as t

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Escalation:
    """What was handed over; `recipient` is a person's random reference, or `queue` a queue's name.

    Attributes:
        id: of the escalation.
        tenant_id: of the run.
        run_id: whose output it is about; the recipient never sees that run.
        item: the issue or page.
        use_case: what was asked of AI.
        sender: the reference of who asks.
        recipient: the reference of who is asked; empty for a queue.
        queue: its name; empty for a person.
        note: what the sender says, in plain text.
        at: when.
    """

    id: str
    tenant_id: str
    run_id: str
    item: Item
    use_case: UseCase
    sender: str
    recipient: str
    queue: str
    note: str
    at: datetime


class Escalations:
    """All of them; every question names its tenant."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def add(self, connection: Connection, new: Escalation) -> None:
        """Store one; an earlier one about the same run is closed by it."""
        self._closed(connection, (t.c.tenant_id == new.tenant_id) & (t.c.run_id == new.run_id), new.sender, new.at)
        connection.execute(
            insert(t).values(
                id=new.id,
                tenant_id=new.tenant_id,
                run_id=new.run_id,
                product=new.item.product.value,
                item_id=new.item.id,
                use_case=new.use_case.value,
                sender=new.sender,
                recipient=new.recipient,
                queue=new.queue,
                note=self._box.encrypt(new.note),
                at=new.at,
                closed_by="",
            )
        )

    def waiting(self, tenant_id: str, item: Item, person: str) -> list[Escalation]:
        """Return what waits on an item for this person or for a queue, and what they handed over themselves.

        What the sender has decided about since, and what belongs to a run whose text is forgotten, waits no more.
        """
        query = (
            select(t)
            .join(decisions, decisions.c.run_id == t.c.run_id)
            .join(runs, runs.c.id == t.c.run_id)
            .where(
                t.c.tenant_id == tenant_id,
                t.c.product == item.product.value,
                t.c.item_id == item.id,
                t.c.closed_at.is_(None),
                decisions.c.outcome == Outcome.ESCALATED.value,
                runs.c.outcome.is_not(None),
                or_(runs.c.expires_at.is_(None), runs.c.expires_at > datetime.now(UTC)),
                or_(t.c.recipient == person, t.c.queue != "", t.c.sender == person),
            )
            .order_by(t.c.at.desc())
            .limit(_MOST_SHOWN)
        )
        with self._database.read() as connection:
            return [self._escalation(row) for row in connection.execute(query).mappings()]

    def close(self, connection: Connection, closing: Escalation, person: str, now: datetime) -> bool:
        """Close one; False where somebody was faster."""
        where = (t.c.tenant_id == closing.tenant_id) & (t.c.id == closing.id)
        return bool(self._closed(connection, where, person, now))

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every note again under the newest secret key; returns how many."""
        rows = connection.execute(select(t.c.id, t.c.note)).all()
        for row in rows:
            connection.execute(update(t).where(t.c.id == row.id).values(note=self._box.rotate(row.note)))
        return len(rows)

    def _closed(self, connection: Connection, where: object, person: str, now: datetime) -> int:
        closing = update(t).where(where, t.c.closed_at.is_(None)).values(closed_at=now, closed_by=person)  # type: ignore[arg-type]
        return connection.execute(closing).rowcount

    def _escalation(self, row: RowMapping) -> Escalation:
        return Escalation(
            id=row["id"],
            tenant_id=row["tenant_id"],
            run_id=row["run_id"],
            item=Item(Product(row["product"]), id=row["item_id"]),
            use_case=UseCase(row["use_case"]),
            sender=row["sender"],
            recipient=row["recipient"],
            queue=row["queue"],
            note=self._box.decrypt(row["note"]),
            at=row["at"],
        )
