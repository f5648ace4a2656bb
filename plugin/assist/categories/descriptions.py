"""What administrators say of values in a sentence, and how many suggestions a field gets at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from connectors.host.choices import Field
from connectors.host.model import Place
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.store.database import Database
from plugin.store.tables import category_fields as t
from plugin.store.tables import category_places as p

_LIMITS = {Field.LABELS: 3}


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field's limit (None where the administrator says nothing), and sentences by the id of the value."""

    limit: int | None = None
    sentences: Mapping[str, str] = field(default_factory=dict)

    def limit_of(self, name: Field) -> int:
        """Return the most suggestions for that field; where nothing is said, three for labels and one elsewhere."""
        return _LIMITS.get(name, 1) if self.limit is None else self.limit


class Descriptions:
    """The words of every place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: str, place: Place) -> dict[Field, FieldWords]:
        """Return what is said of a place's fields; a field that nobody spoke of is missing."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(t).where(
                    t.c.tenant_id == tenant_id, t.c.product == place.product.value, t.c.place_id == place.id
                )
            ).all()
        return {Field(row.field): FieldWords(row.most, row.sentences) for row in rows}

    def put(self, tenant_id: str, place: Place, said: Mapping[Field, FieldWords], *, author: str) -> None:
        """Replace all that is said of a place; its models are learned again with the new sentences."""
        now = datetime.now(UTC)
        kept = {name: words for name, words in said.items() if words.limit is not None or words.sentences}
        with self._database.begin() as connection:
            at = (t.c.tenant_id == tenant_id, t.c.product == place.product.value, t.c.place_id == place.id)
            connection.execute(delete(t).where(*at))
            for name, words in kept.items():
                _insert(connection, tenant_id, place, name, words, author, now)
            connection.execute(
                update(p)
                .where(
                    p.c.tenant_id == tenant_id,
                    p.c.product == place.product.value,
                    p.c.place_id == place.id,
                    p.c.due_at.is_(None),
                )
                .values(due_at=now)
            )
            append(
                connection,
                tenant_id,
                AuditEvent.CATEGORIES_DESCRIBED,
                {
                    "person": author,
                    "place": place.key or place.id,
                    "fields": {
                        name.value: {"limit": words.limit, "sentences": len(words.sentences)}
                        for name, words in kept.items()
                    },
                },
            )


def _insert(
    connection: Connection, tenant_id: str, place: Place, name: Field, words: FieldWords, author: str, now: datetime
) -> None:
    values: dict[str, Any] = {
        "tenant_id": tenant_id,
        "product": place.product.value,
        "place_id": place.id,
        "field": name.value,
        "most": words.limit,
        "sentences": dict(words.sentences),
        "author": author,
        "at": now,
    }
    connection.execute(insert(t).values(**values))
