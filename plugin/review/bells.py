"""Bells that a host rang: which item, once each, until they are answered. They carry no content, and prove none.

The identifier is the host's, the same for every repeat of one bell; it is not covered by the call's signature, so it
only ever saves work. Whatever a bell leads to must come out the same if it rings twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Item, Product
from plugin.identity.repository import Installation
from plugin.store.database import Database
from plugin.store.door_tables import bells as t

KEPT = timedelta(days=1)
"""Longer than any host repeats a bell."""
_MOST_AT_ONCE = 200


class Bells:
    """All of them; every question names its tenant or is for the sweeper."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heard(self, installation: Installation, identifier: str, item: Item, now: datetime) -> bool:
        """Note a bell; False where it was heard before."""
        row = {
            "installation_id": installation.id,
            "identifier": identifier,
            "tenant_id": installation.tenant_id,
            "product": item.product.value,
            "item_id": item.id,
            "at": now,
        }
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(t).values(**row))
            except IntegrityError:
                return False
        return True

    def answered(self, tenant_id: str, item: Item, until: datetime) -> None:
        """Note that whatever rang for an item until then was looked after."""
        where = (t.c.tenant_id == tenant_id) & (t.c.product == item.product.value) & (t.c.item_id == item.id)
        with self._database.begin() as connection:
            connection.execute(update(t).where(where, t.c.at <= until, t.c.done_at.is_(None)).values(done_at=until))

    def unanswered(self, before: datetime) -> list[tuple[str, Item]]:
        """Return tenants and items for which a bell rang before then, and nobody has looked."""
        query = (
            select(t.c.tenant_id, t.c.product, t.c.item_id)
            .where(t.c.done_at.is_(None), t.c.at < before)
            .distinct()
            .limit(_MOST_AT_ONCE)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [(row.tenant_id, Item(Product(row.product), id=row.item_id)) for row in rows]

    def forget(self, now: datetime) -> int:
        """Remove bells that can not be repeated any more; returns how many."""
        with self._database.begin() as connection:
            return connection.execute(delete(t).where(t.c.at < now - KEPT)).rowcount
