"""What was learned, place by place, in the store: whose reading it rests on, when it is due again, the models.

A place's row is the work of the background: it says that there is something to learn and as whom. Models are versioned
arrays, encrypted; no text is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.choices import Field
from connectors.host.model import Place, Product
from plugin.ai.embedded.teaching import Learned
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import category_models as m
from plugin.store.tables import category_places as p

STUCK_AFTER = timedelta(minutes=10)
"""A refresh that has not ended by then has lost its process."""


@dataclass(frozen=True, slots=True)
class Reader:
    """As whom a place is read: the person, and the installation through which they came."""

    tenant_id: str
    installation_id: str
    person: str


@dataclass(frozen=True, slots=True)
class LearnedPlace:
    """A place that somebody categorises in.

    Attributes:
        reader: as whom its models were learned, or are to be.
        place: where.
        sample: ids of the items that taught; a model is only for who may see all of them.
        learned_at: when; None before the first time.
        due_at: since when a refresh is wanted; None where none is.
        masked: whether names and values were masked in what taught.
        failed: whether the last refresh could not read as this reader.
    """

    reader: Reader
    place: Place
    sample: tuple[str, ...]
    learned_at: datetime | None
    due_at: datetime | None
    masked: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a place by field, and the examples that each rests on."""

    learned: Mapping[Field, Learned] = field(default_factory=dict)


class CategoryModels:
    """All places; every question about one names its tenant."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def place(self, tenant_id: str, place: Place) -> LearnedPlace | None:
        """Return what is known of a place."""
        with self._database.read() as connection:
            row = connection.execute(select(p).where(_at(p, tenant_id, place))).first()
        return _place(row) if row else None

    def models(self, tenant_id: str, place: Place) -> Models:
        """Return the place's models, opened."""
        with self._database.read() as connection:
            rows = connection.execute(select(m).where(_at(m, tenant_id, place))).all()
        return Models({Field(r.field): Learned(self._box.decrypt_bytes(r.model), r.examples) for r in rows})

    def used(self, reader: Reader, place: Place, now: datetime, *, due: bool, instead: bool = False) -> None:
        """Note that a person categorises in a place.

        Args:
            reader: the person.
            place: where.
            now: when.
            due: whether a refresh is wanted.
            instead: whether it is to be learned as this person from now on.
        """
        values: dict[str, Any] = {"used_at": now, "place_key": place.key}
        if instead:
            values |= {"person": reader.person, "installation_id": reader.installation_id, "failed": False}
        with self._database.begin() as connection:
            at = _at(p, reader.tenant_id, place)
            if due:
                connection.execute(update(p).where(at, p.c.due_at.is_(None)).values(due_at=now))
            if connection.execute(update(p).where(at).values(**values)).rowcount:
                return
            try:
                with connection.begin_nested():
                    connection.execute(insert(p).values(**_new(reader, place, now)))
            except IntegrityError:  # somebody else clicked in this very moment
                return

    def claim(self, tenant_id: str, place: Place, now: datetime) -> LearnedPlace | None:
        """Take a place that is due, to refresh it; None where somebody else has it or nothing is due."""
        with self._database.begin() as connection:
            at = _at(p, tenant_id, place)
            taken = connection.execute(update(p).where(at, _waits(now)).values(started_at=now, due_at=None)).rowcount
            row = connection.execute(select(p).where(at)).first() if taken else None
        return _place(row) if row else None

    def keep(
        self,
        connection: Connection,
        found: LearnedPlace,
        sample: Sequence[str],
        learned: Mapping[Field, Learned],
        now: datetime,
        *,
        masked: bool,
    ) -> bool:
        """Replace the place's models by those; what became due while they were learned stays due.

        Returns:
            Whether they were kept: a place that was forgotten in between stays forgotten.
        """
        tenant_id, place = found.reader.tenant_id, found.place
        still = connection.execute(
            update(p)
            .where(_at(p, tenant_id, place))
            .values(sample=list(sample), masked=masked, learned_at=now, started_at=None, failed=False)
        ).rowcount
        if not still:
            return False
        connection.execute(delete(m).where(_at(m, tenant_id, place)))
        for name, each in learned.items():
            connection.execute(
                insert(m).values(
                    tenant_id=tenant_id,
                    product=place.product.value,
                    place_id=place.id,
                    field=name.value,
                    model=self._box.encrypt_bytes(each.model),
                    examples=each.examples,
                    learned_at=now,
                )
            )
        return True

    def later(self, found: LearnedPlace) -> None:
        """Put a place back that was not finished: it is due, and nobody is at it."""
        with self._database.begin() as connection:
            at = _at(p, found.reader.tenant_id, found.place)
            connection.execute(update(p).where(at).values(started_at=None, due_at=datetime.now(UTC)))

    def give_up(self, found: LearnedPlace) -> None:
        """Note that the reader could not read: nothing is due until somebody else clicks."""
        with self._database.begin() as connection:
            at = _at(p, found.reader.tenant_id, found.place)
            connection.execute(update(p).where(at).values(started_at=None, due_at=None, failed=True))

    def forget(self, tenant_id: str, place: Place) -> None:
        """Remove everything that was learned in a place."""
        with self._database.begin() as connection:
            for table in (m, p):
                connection.execute(delete(table).where(_at(table, tenant_id, place)))

    def places(self) -> list[LearnedPlace]:
        """Return every place of every tenant, for the chore that looks after them."""
        with self._database.read() as connection:
            return [_place(row) for row in connection.execute(select(p)).all()]

    def make_due(self, learned_before: datetime, used_after: datetime, now: datetime) -> None:
        """Let those be learned again that were learned too long ago and are in use."""
        with self._database.begin() as connection:
            connection.execute(
                update(p)
                .where(p.c.learned_at < learned_before, p.c.used_at > used_after, p.c.due_at.is_(None))
                .values(due_at=now)
            )

    def due(self, now: datetime) -> list[LearnedPlace]:
        """Return the places that wait for a refresh that nobody is at."""
        with self._database.read() as connection:
            rows = connection.execute(select(p).where(_waits(now))).all()
        return [_place(row) for row in rows]

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every model again under the newest secret key; returns how many."""
        rows = connection.execute(select(m.c.tenant_id, m.c.product, m.c.place_id, m.c.field, m.c.model)).all()
        for row in rows:
            at = and_(
                m.c.tenant_id == row.tenant_id,
                m.c.product == row.product,
                m.c.place_id == row.place_id,
                m.c.field == row.field,
            )
            connection.execute(update(m).where(at).values(model=self._box.rotate(row.model)))
        return len(rows)


def _waits(now: datetime) -> Any:  # noqa: ANN401 (SQLAlchemy's clause)
    """Due and nobody at it, or begun by a process that is gone."""
    stuck = p.c.started_at < now - STUCK_AFTER
    return or_(and_(p.c.due_at.is_not(None), p.c.started_at.is_(None)), stuck)


def _at(table: Any, tenant_id: str, place: Place) -> Any:  # noqa: ANN401 (SQLAlchemy's table and clause)
    return and_(table.c.tenant_id == tenant_id, table.c.product == place.product.value, table.c.place_id == place.id)


def _new(reader: Reader, place: Place, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": reader.tenant_id,
        "product": place.product.value,
        "place_id": place.id,
        "place_key": place.key,
        "installation_id": reader.installation_id,
        "person": reader.person,
        "sample": [],
        "used_at": now,
        "due_at": now,
        "masked": False,
        "failed": False,
    }


def _place(row: Row[Any]) -> LearnedPlace:
    return LearnedPlace(
        reader=Reader(row.tenant_id, row.installation_id, row.person),
        place=Place(Product(row.product), key=row.place_key, id=row.place_id),
        sample=tuple(row.sample),
        learned_at=row.learned_at,
        due_at=row.due_at,
        masked=row.masked,
        failed=row.failed,
    )
