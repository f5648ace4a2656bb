"""The keys that sign checkpoints: one at a time signs, those before it are kept as public keys to verify by.

A private key stands in the store, encrypted like every other secret (docs/adr says why there), so that every process
of every machine signs with the same one and a restored backup still can.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import Connection, insert, select, text, update

from plugin.audit.checkpoint import PublicKeys, key_id, public_pem, read_public_keys
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import audit_keys as t


@dataclass(frozen=True, slots=True)
class PublicKeyRow:
    """A public key with its life; `retired_at` is None for the one that signs."""

    id: str
    pem: str
    created_at: datetime
    retired_at: datetime | None


class SigningKeys:
    """All keys of this server."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def current(self) -> Ed25519PrivateKey:
        """Return the key that signs; makes the first one where there is none."""
        with self._database.read() as connection:
            found = self._current(connection)
        if found is not None:
            return found
        with self._database.begin() as connection:
            _lock(connection)
            return self._current(connection) or self._make(connection)

    def rotate(self, connection: Connection) -> str:
        """Make a new key and retire the others; their private halves are destroyed. Returns the new key's id."""
        _lock(connection)
        now = datetime.now(UTC)
        connection.execute(update(t).where(t.c.retired_at.is_(None)).values(retired_at=now, private_key=None))
        return key_id(self._make(connection).public_key())

    def public(self) -> PublicKeys:
        """Return every public key that ever signed, by id."""
        return {name: key for row in self.rows() for name, key in read_public_keys(row.pem).items()}

    def rows(self) -> list[PublicKeyRow]:
        """Return the public keys, the newest last."""
        query = select(t.c.id, t.c.public_key, t.c.created_at, t.c.retired_at).order_by(t.c.created_at)
        with self._database.read() as connection:
            return [PublicKeyRow(*row) for row in connection.execute(query)]

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt the private key again under the newest secret key; returns how many."""
        rows = connection.execute(select(t.c.id, t.c.private_key).where(t.c.private_key.is_not(None))).all()
        for row in rows:
            connection.execute(update(t).where(t.c.id == row.id).values(private_key=self._box.rotate(row.private_key)))
        return len(rows)

    def _current(self, connection: Connection) -> Ed25519PrivateKey | None:
        query = select(t.c.private_key).where(t.c.retired_at.is_(None)).order_by(t.c.created_at.desc()).limit(1)
        stored = connection.execute(query).scalar()
        return Ed25519PrivateKey.from_private_bytes(b64decode(self._box.decrypt(stored))) if stored else None

    def _make(self, connection: Connection) -> Ed25519PrivateKey:
        key = Ed25519PrivateKey.generate()
        raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        connection.execute(
            insert(t).values(
                id=key_id(key.public_key()),
                public_key=public_pem(key.public_key()),
                private_key=self._box.encrypt(b64encode(raw).decode()),
                created_at=datetime.now(UTC),
            )
        )
        return key


def _lock(connection: Connection) -> None:
    """Two processes that make the first key at once make one; SQLite's writing transaction is alone already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('vouch audit keys'))"))
