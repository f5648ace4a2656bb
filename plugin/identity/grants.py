"""What a run may call the host with while it is under way, where that cannot be asked for again.

Written in the transaction that makes the run, removed in the one that ends it; a sweep removes what neither did.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from plugin.identity.caller import Caller
from plugin.identity.live_access import LiveAccess
from plugin.store.database import Database
from plugin.store.door_tables import run_grants as t
from plugin.store.secrets import SecretBox

_LONGEST = timedelta(minutes=15)
"""Longer than any run takes."""


class Grants:
    """Tokens of runs."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def keep(self, connection: Connection, run_id: str, caller: Caller) -> None:
        """Keep what the call brought along for its run; nothing where access can be asked for again."""
        if isinstance(caller.access, LiveAccess) and caller.access.token:
            until = datetime.now(UTC) + _LONGEST
            token = self._box.encrypt(caller.access.token)
            row = {"run_id": run_id, "tenant_id": caller.tenant_id, "token": token, "good_until": until}
            connection.execute(insert(t).values(**row))

    def token(self, tenant_id: str, run_id: str) -> str:
        """Return a run's token; empty where it has none."""
        where = (t.c.tenant_id == tenant_id) & (t.c.run_id == run_id)
        with self._database.read() as connection:
            kept = connection.execute(select(t.c.token).where(where)).scalar()
        return self._box.decrypt(kept, text=True) if kept else ""  # text: never kept open in memory

    def drop(self, connection: Connection, tenant_id: str, run_id: str) -> None:
        """Forget a run's token: it has ended."""
        connection.execute(delete(t).where(t.c.tenant_id == tenant_id, t.c.run_id == run_id))

    def forget(self, now: datetime) -> int:
        """Remove those whose time is over; returns how many."""
        with self._database.begin() as connection:
            return connection.execute(delete(t).where(t.c.good_until < now)).rowcount
