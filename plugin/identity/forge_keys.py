"""The public keys that sign Forge's invocation tokens: one JSON Web Key Set at one address (RFC 7517).

Kept as long as its answer says, within bounds, and fetched again once for a key id that it lacks. While nobody
answers, the keys that are known verify until their time is over; after it nothing verifies.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

from plugin.errors import Unauthenticated, Unavailable

_KID = re.compile(r"[A-Za-z0-9_./+=:-]{1,200}")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=([0-9]{1,9})(?:$|[\s,])")
_TIMEOUT = (3.05, 3)
_MAX_BYTES = 200_000
_MIN_BITS, _MAX_KEYS = 2048, 50
LEAST_SECONDS, MOST_SECONDS = 300.0, 21_600.0
_USUAL_SECONDS = 3600.0
_PAUSE_SECONDS = 15.0  # between two questions that unknown key ids lead to, so that nobody makes us hammer the host


class ForgeKeys:
    """Keys by id, of one process."""

    def __init__(
        self, url: str, session: requests.Session | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = url
        self._session = session or requests.Session()
        self._clock = clock
        self._lock = threading.Lock()
        self._asking = threading.Lock()
        self._keys: dict[str, RSAPublicKey] = {}
        self._good_until = self._fresh_until = self._asked_at = float("-inf")

    def key(self, kid: object) -> RSAPublicKey:
        """Return the public key of that id.

        Raises:
            Unauthenticated: no such key.
            Unavailable: `invocation_keys_unreachable`: whether there is one cannot be found out now.
        """
        if not isinstance(kid, str) or not _KID.fullmatch(kid):
            raise Unauthenticated(detail="key id")
        found, fresh = self._known(kid)
        if found is not None and fresh:
            return found
        with self._asking:
            found, fresh = self._known(kid)  # another thread may have asked in the meantime
            if found is None or not fresh:
                self._refresh(needed=found is None)
                found, _ = self._known(kid)
        if found is None:
            raise Unauthenticated(detail="unknown key id")
        return found

    def reachable(self) -> bool:
        """Whether a key set can be had now (for `vouch doctor`)."""
        try:
            self._fetch()
        except Unavailable:
            return False
        return True

    def _known(self, kid: str) -> tuple[RSAPublicKey | None, bool]:
        """The key as far as it may still be used, and whether it need not be asked for again."""
        now = self._clock()
        with self._lock:
            return (self._keys.get(kid) if now < self._good_until else None), now < self._fresh_until

    def _refresh(self, *, needed: bool) -> None:
        """Ask for the set; where keys in hand still serve, a fault is not yet one."""
        now = self._clock()
        if now - self._asked_at < _PAUSE_SECONDS:
            if needed and now >= self._good_until:
                raise Unavailable(code="invocation_keys_unreachable", detail="asked a moment ago")
            return
        self._asked_at = now
        try:
            keys, seconds = self._fetch()
        except Unavailable:
            if needed:
                raise
            return
        with self._lock:
            self._keys, self._good_until, self._fresh_until = keys, now + seconds, now + seconds / 2

    def _fetch(self) -> tuple[dict[str, RSAPublicKey], float]:
        try:
            answer = self._session.get(self._url, timeout=_TIMEOUT, allow_redirects=False, stream=True)
            with answer:
                body = answer.raw.read(_MAX_BYTES + 1, decode_content=True)
        except (requests.RequestException, OSError) as fault:
            raise Unavailable(code="invocation_keys_unreachable", detail=type(fault).__name__) from fault
        if answer.status_code != requests.codes.ok or len(body) > _MAX_BYTES:
            raise Unavailable(code="invocation_keys_unreachable", detail=f"status {answer.status_code}")
        keys = _read(body)
        if not keys:
            raise Unavailable(code="invocation_keys_unreachable", detail="no usable key in the answer")
        said = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
        seconds = float(said[1]) if said else _USUAL_SECONDS
        return keys, min(max(seconds, LEAST_SECONDS), MOST_SECONDS)


def _read(body: bytes) -> dict[str, RSAPublicKey]:
    """The keys of a set that may sign with RS256: RSA, at least 2048 bits, under an id of their own."""
    try:
        listed = json.loads(body)["keys"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    keys: dict[str, RSAPublicKey] = {}
    for entry in listed[:_MAX_KEYS] if isinstance(listed, list) else []:
        key = _usable(entry)
        if key is not None:
            keys.setdefault(entry["kid"], key)
    return keys


def _usable(entry: Any) -> RSAPublicKey | None:  # noqa: ANN401 (any JSON)
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    try:
        key = PyJWK({"kty": "RSA", "n": entry["n"], "e": entry["e"]}, algorithm="RS256").key
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _MIN_BITS else None
