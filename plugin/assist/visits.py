"""When somebody last had an item before them: a reference, an item and two times, and nothing of what they saw."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Item
from plugin.store.database import Database
from plugin.store.reading_tables import visits as t

ONE_VISIT = timedelta(minutes=30)
"""Looks that are no further apart are one visit: who loads the page again is told the same."""

VISIT_DAYS = 90


class Visits:
    """The visits of everybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, tenant_id: str, person: str, item: Item, now: datetime) -> datetime | None:
        """Record that somebody looks; returns when they last did before this visit, or None."""
        where = _where(tenant_id, person, item)
        with self._database.begin() as connection:
            row = connection.execute(select(t.c.at, t.c.before_at).where(where)).first()
            if row is None:
                _begin(connection, tenant_id, person, item, now)
                return None
            before: datetime | None = row.at if now - row.at > ONE_VISIT else row.before_at
            connection.execute(update(t).where(where).values(at=now, before_at=before))
        return before

    def before(self, tenant_id: str, person: str, item: Item) -> datetime | None:
        """Return when somebody last looked before their present visit, or None."""
        with self._database.read() as connection:
            return connection.execute(select(t.c.before_at).where(_where(tenant_id, person, item))).scalar()


def forget_visits(connection: Connection, tenant_id: str, person: str) -> int:
    """Remove a person's visits in the caller's transaction."""
    return connection.execute(delete(t).where(t.c.tenant_id == tenant_id, t.c.person == person)).rowcount


def forget_old_visits(connection: Connection, now: datetime) -> int:
    """Remove everybody's visits whose days are over."""
    return connection.execute(delete(t).where(t.c.at < now - timedelta(days=VISIT_DAYS))).rowcount


def _begin(connection: Connection, tenant_id: str, person: str, item: Item, now: datetime) -> None:
    """The first look; of two at once, one is enough."""
    key = {"tenant_id": tenant_id, "person": person, "product": item.product.value, "item_id": item.id}
    try:
        with connection.begin_nested():
            connection.execute(insert(t).values(**key, at=now))
    except IntegrityError:
        return


def _where(tenant_id: str, person: str, item: Item) -> ColumnElement[bool]:
    of_item = and_(t.c.product == item.product.value, t.c.item_id == item.id)
    return and_(t.c.tenant_id == tenant_id, t.c.person == person, of_item)
