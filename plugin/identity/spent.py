"""Tokens that were used: each serves once, in every process, until its time is over anyway."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from connectors.host.tokens import LEEWAY_SECONDS
from plugin.store.database import Database
from plugin.store.door_tables import spent_tokens as t


class SpentTokens:
    """Remembers ids of tokens as digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def use(self, token_id: str, expires: float) -> bool:
        """Note that a token was used; False where it was used before.

        Args:
            token_id: its `jti`.
            expires: its `exp`, in seconds since the epoch.
        """
        digest = hashlib.sha256(token_id.encode()).hexdigest()
        until = datetime.fromtimestamp(expires, UTC) + timedelta(seconds=2 * LEEWAY_SECONDS)
        try:
            with self._database.begin() as connection:
                connection.execute(insert(t).values(digest=digest, good_until=until))
        except IntegrityError:
            return False
        return True

    def forget(self, now: datetime) -> int:
        """Remove those whose time is over; returns how many."""
        with self._database.begin() as connection:
            return connection.execute(delete(t).where(t.c.good_until < now)).rowcount
