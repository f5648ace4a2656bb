"""Secrets at rest: Fernet with rotating keys, and keys derived from them for tokens of our own.

The newest key encrypts; every key decrypts; `rotate` re-encrypts under the newest.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plugin.errors import Unavailable

_KEPT_OPEN = 2000
_SHORT = 1000  # a secret, not the text of a result: texts are never kept


class SecretBox:
    """Encrypts what must not lie readable in the database."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._derived: dict[str, tuple[bytes, ...]] = {}
        # The same few secrets are opened by every request; the keys that open them are in this memory anyway.
        self._open = lru_cache(maxsize=_KEPT_OPEN)(self._decrypt)

    def encrypt(self, text: str) -> bytes:
        """Encrypt under the newest key."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes, *, text: bool = False) -> str:
        """Decrypt; `text` is what people wrote or read, which is never kept open in memory.

        Raises:
            Unavailable: `secret_keys`: none of the keys opens it (a key was removed before `vouch secrets rotate`).
        """
        return self._open(token) if len(token) <= _SHORT and not text else self._decrypt(token)

    def _decrypt(self, token: bytes) -> str:
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken:
            raise Unavailable(code="secret_keys", detail="no key of VOUCH_SECRET_KEYS opens a stored secret") from None

    def encrypt_bytes(self, data: bytes) -> bytes:
        """Encrypt what is no text, under the newest key."""
        return self._fernet.encrypt(data)

    def decrypt_bytes(self, token: bytes) -> bytes:
        """Decrypt what is no text.

        Raises:
            Unavailable: as `decrypt`.
        """
        try:
            return self._fernet.decrypt(token)
        except InvalidToken:
            raise Unavailable(code="secret_keys", detail="no key of VOUCH_SECRET_KEYS opens a stored secret") from None

    def rotate(self, token: bytes) -> bytes:
        """Encrypt again under the newest key."""
        try:
            return self._fernet.rotate(token)
        except InvalidToken:
            raise Unavailable(code="secret_keys", detail="no key of VOUCH_SECRET_KEYS opens a stored secret") from None

    def derived(self, label: str) -> tuple[bytes, ...]:
        """Return a 32-byte key for that purpose from each of our keys, newest first (HKDF, RFC 5869)."""
        if label not in self._derived:
            self._derived[label] = tuple(
                HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label.encode()).derive(key.encode())
                for key in self._keys
            )
        return self._derived[label]
