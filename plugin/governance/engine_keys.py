"""Keys of providers that a tenant brought: encrypted, set, renewed and removed, each recorded; never shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.spending_tables import engine_keys

_SHORTEST, _LONGEST = 8, 4096


@dataclass(frozen=True, slots=True)
class EngineKey:
    """That a tenant has a key of its own for an engine: since when and by whom (a reference, or `cli`)."""

    engine: str
    set_at: datetime
    set_by: str


class EngineKeys:
    """The keys of all tenants."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def of(self, tenant_id: str, engine: str) -> str:
        """Return a tenant's key for an engine; empty where the installation's holds."""
        where = (engine_keys.c.tenant_id == tenant_id) & (engine_keys.c.engine == engine)
        with self._database.read() as connection:
            stored = connection.execute(select(engine_keys.c.key).where(where)).scalar()
        return self._box.decrypt(stored) if stored is not None else ""

    def listed(self, tenant_id: str) -> list[EngineKey]:
        """Return which there are."""
        query = select(engine_keys).where(engine_keys.c.tenant_id == tenant_id).order_by(engine_keys.c.engine)
        with self._database.read() as connection:
            return [EngineKey(row.engine, row.set_at, row.set_by) for row in connection.execute(query)]

    def set(self, tenant_id: str, engine: str, key: str, *, by: str) -> bool:
        """Keep a key, in place of one that there was; returns whether there was one.

        Raises:
            BadRequest: it is too short, too long, or holds blanks.
        """
        if not _SHORTEST <= len(key) <= _LONGEST or not key.isprintable() or any(c.isspace() for c in key):
            raise BadRequest("This is not a key: it is too short, too long or holds blanks.")
        where = (engine_keys.c.tenant_id == tenant_id) & (engine_keys.c.engine == engine)
        values = {"key": self._box.encrypt(key), "set_at": datetime.now(UTC), "set_by": by}
        with self._database.begin() as connection:
            renewed = bool(connection.execute(update(engine_keys).where(where).values(**values)).rowcount)
            if not renewed:
                connection.execute(insert(engine_keys).values(tenant_id=tenant_id, engine=engine, **values))
            said = {"engine": engine, "person": by, "renewed": renewed}
            append(connection, tenant_id, AuditEvent.ENGINE_KEY_SET, said)
        return renewed

    def remove(self, tenant_id: str, engine: str, *, by: str) -> bool:
        """Forget a key; returns whether there was one. From then on the installation's holds, where it has one."""
        where = (engine_keys.c.tenant_id == tenant_id) & (engine_keys.c.engine == engine)
        with self._database.begin() as connection:
            there = bool(connection.execute(delete(engine_keys).where(where)).rowcount)
            if there:
                append(connection, tenant_id, AuditEvent.ENGINE_KEY_REMOVED, {"engine": engine, "person": by})
        return there

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every key again under the newest secret key; returns how many."""
        rows = connection.execute(select(engine_keys)).all()
        for row in rows:
            where = (engine_keys.c.tenant_id == row.tenant_id) & (engine_keys.c.engine == row.engine)
            connection.execute(update(engine_keys).where(where).values(key=self._box.rotate(row.key)))
        return len(rows)
