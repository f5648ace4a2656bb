"""Record usage events in the caller's transaction, and read them back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.secrets import SecretBox
from plugin.store.tables import usage_events, usage_keys
from plugin.usage.events import EMITTED, Happening, UsageEvent


class UsageLog:
    """The usage events of all tenants."""

    def __init__(self, box: SecretBox) -> None:
        self._box = box

    def record(self, connection: Connection, tenant_id: str, account_id: str, happening: Happening) -> str:
        """Record one event and return its id.

        Raises:
            ValueError: the event is declared only; its feature does not exist yet.
        """
        if happening.name not in EMITTED:
            msg = f"{happening.name} is declared, not emitted"
            raise ValueError(msg)
        now = datetime.now(UTC)
        event_id = new_id()
        connection.execute(
            insert(usage_events).values(
                event_id=event_id,
                tenant_id=tenant_id,
                ts=now,
                name=happening.name.value,
                actor_p=self.actor(connection, tenant_id, account_id, now),
                run_id=happening.envelope.run_id,
                envelope=asdict(happening.envelope),
                fields=happening.fields,
            )
        )
        return event_id

    def seen_today(self, connection: Connection, tenant_id: str, account_id: str, happening: Happening) -> bool:
        """Whether this person already has that event for that item and use case today (UTC)."""
        now = datetime.now(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        rows = connection.execute(
            select(usage_events.c.fields, usage_events.c.envelope).where(
                usage_events.c.tenant_id == tenant_id,
                usage_events.c.name == happening.name.value,
                usage_events.c.ts >= midnight,
                usage_events.c.ts < midnight + timedelta(days=1),
                usage_events.c.actor_p == self.actor(connection, tenant_id, account_id, now),
            )
        )
        item_h, use_case = happening.fields["item_h"], happening.envelope.use_case
        return any(row.fields.get("item_h") == item_h and row.envelope["use_case"] == use_case for row in rows)

    def actor(self, connection: Connection, tenant_id: str, account_id: str, at: datetime) -> str:
        """HMAC of the account id under the tenant's key of that quarter: joins a quarter's events, not two."""
        key = self._key(connection, tenant_id, f"{at.year}Q{(at.month + 2) // 3}")
        return _hashed(key, account_id)

    def item_hash(self, connection: Connection, tenant_id: str, item_id: str) -> str:
        """Keyed hash of an item's id, under the same key as the people of this quarter."""
        now = datetime.now(UTC)
        return self.actor(connection, tenant_id, f"item:{item_id}", now)

    def _key(self, connection: Connection, tenant_id: str, period: str) -> str:
        where = (usage_keys.c.tenant_id == tenant_id) & (usage_keys.c.period == period)
        stored = connection.execute(select(usage_keys.c.key).where(where)).scalar()
        if stored is None:
            dialect_insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
            fresh = self._box.encrypt(secrets.token_hex(32))
            connection.execute(
                dialect_insert(usage_keys)
                .values(tenant_id=tenant_id, period=period, key=fresh)
                .on_conflict_do_nothing()
            )
            stored = connection.execute(select(usage_keys.c.key).where(where)).scalar_one()
        return self._box.decrypt(stored)

    def erase(self, connection: Connection, tenant_id: str, account_id: str) -> int:
        """Make a person's events nobody's, one and the same nobody, so that counts of people hold; returns how many."""
        rows = connection.execute(select(usage_keys.c.key).where(usage_keys.c.tenant_id == tenant_id))
        actors = [_hashed(self._box.decrypt(row.key), account_id) for row in rows]
        nobody = f"erased{secrets.token_hex(13)}"
        mine = (usage_events.c.tenant_id == tenant_id) & usage_events.c.actor_p.in_(actors)
        return connection.execute(usage_events.update().where(mine).values(actor_p=nobody)).rowcount

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every tenant's keys again under the newest secret key; returns how many."""
        rows = connection.execute(select(usage_keys)).all()
        for row in rows:
            connection.execute(
                usage_keys.update()
                .where(usage_keys.c.tenant_id == row.tenant_id, usage_keys.c.period == row.period)
                .values(key=self._box.rotate(row.key))
            )
        return len(rows)


def _hashed(key: str, account_id: str) -> str:
    return hmac.new(key.encode(), account_id.encode(), hashlib.sha256).hexdigest()[:32]


def events(database: Database, tenant_id: str | None = None, since: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Yield events in order of time, as flat dictionaries: id, time, tenant, actor, envelope, fields."""
    query = select(usage_events).order_by(usage_events.c.ts, usage_events.c.event_id)
    if tenant_id:
        query = query.where(usage_events.c.tenant_id == tenant_id)
    if since:
        query = query.where(usage_events.c.ts >= since)
    with database.read() as connection:
        for row in connection.execute(query):
            yield {
                "event_id": row.event_id,
                "ts": row.ts.isoformat(),
                "tenant": row.tenant_id,
                "event": row.name,
                "actor_p": row.actor_p,
                **row.envelope,
                "fields": row.fields,
            }


def count(connection: Connection, tenant_id: str, name: UsageEvent) -> int:
    """How many events of that name a tenant has."""
    return connection.execute(
        select(func.count())
        .select_from(usage_events)
        .where(usage_events.c.tenant_id == tenant_id, usage_events.c.name == name.value)
    ).scalar_one()
