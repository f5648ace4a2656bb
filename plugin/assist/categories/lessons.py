"""What people took, and what they rejected: which item and which value, never the text.

The text is read again when a place is learned, as somebody who may see it then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.choices import Field
from connectors.host.model import Place
from plugin.assist.model import Run
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.tables import category_lessons as t
from plugin.store.tables import category_places as p


@dataclass(frozen=True, slots=True)
class Lesson:
    """A value that a person took for an item, or did not want for it."""

    field: Field
    item_id: str
    value: str
    taken: bool


class Lessons:
    """The lessons of every place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lesson(self, connection: Connection, run: Run, field: str, suggested: str, chosen: str) -> None:
        """Remember what became of a suggestion, in the transaction that records it; twice is once, and the last counts.

        Args:
            connection: of that transaction.
            run: the run that suggested.
            field: a value of `Field`.
            suggested: id of the value that was suggested; empty where nothing was.
            chosen: id of the value that the person took; empty where they rejected the suggestion.
        """
        if suggested and suggested != chosen:
            _remember(connection, run, field, suggested, taken=False)
        if chosen:
            _remember(connection, run, field, chosen, taken=True)
        connection.execute(
            update(p)
            .where(
                p.c.tenant_id == run.tenant_id,
                p.c.product == run.item.product.value,
                p.c.place_id == run.place.id,
                p.c.due_at.is_(None),
            )
            .values(due_at=datetime.now(UTC))
        )

    def newest(self, tenant_id: str, place: Place, most: int) -> list[Lesson]:
        """Return a place's newest lessons; of two about the same value of the same item, the newer one counts."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(t)
                .where(t.c.tenant_id == tenant_id, t.c.product == place.product.value, t.c.place_id == place.id)
                .order_by(t.c.at.desc(), t.c.id)
                .limit(most)
            ).all()
        found: dict[tuple[str, str, str], Lesson] = {}
        for row in rows:
            found.setdefault(
                (row.field, row.item_id, row.value), Lesson(Field(row.field), row.item_id, row.value, row.taken)
            )
        return list(found.values())


def _remember(connection: Connection, run: Run, field: str, value: str, *, taken: bool) -> None:
    try:
        with connection.begin_nested():
            connection.execute(
                insert(t).values(
                    id=new_id(),
                    tenant_id=run.tenant_id,
                    product=run.item.product.value,
                    place_id=run.place.id,
                    field=Field(field).value,
                    item_id=run.item.id,
                    value=value,
                    taken=taken,
                    run_id=run.id,
                    at=datetime.now(UTC),
                )
            )
    except IntegrityError:  # the same decision, recorded again; or what was taken was not wanted after all
        where = (t.c.run_id == run.id) & (t.c.field == Field(field).value) & (t.c.value == value)
        connection.execute(update(t).where(where, t.c.taken != taken).values(taken=taken, at=datetime.now(UTC)))
