"""The public keys that sign installs, fetched by `kid` from Atlassian's install-key host and from nowhere else."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict, deque

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from plugin.errors import Unauthenticated, Unavailable

_KID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_TIMEOUT = (3.05, 5)
_MAX_BYTES = 10_000
_MIN_BITS = 2048
_KEEP_SECONDS = 3600.0
_MAX_KEYS = 100
_FETCHES_A_MINUTE = 30


class InstallKeys:
    """Keys by id, kept for an hour; at most thirty questions a minute, so that nobody can make us hammer the host."""

    def __init__(self, url: str, session: requests.Session | None = None) -> None:
        self._url = url.rstrip("/")
        self._session = session or requests.Session()
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._fetches: deque[float] = deque(maxlen=_FETCHES_A_MINUTE)

    def pem(self, kid: object) -> str:
        """Return the public key of that id as PEM.

        Raises:
            Unauthenticated: no such key, or not a key.
            Unavailable: the install-key host does not answer.
        """
        if not isinstance(kid, str) or not _KID.fullmatch(kid):
            raise Unauthenticated(detail="kid")
        with self._lock:
            pem, good_until = self._keys.get(kid, ("", 0.0))
        if time.monotonic() < good_until:
            return pem
        pem = self._fetch(kid)
        with self._lock:
            self._keys[kid] = (pem, time.monotonic() + _KEEP_SECONDS)
            while len(self._keys) > _MAX_KEYS:
                self._keys.popitem(last=False)
        return pem

    def reachable(self) -> bool:
        """Whether the install-key host answers at all (for `vouch doctor`)."""
        try:
            self._session.head(f"{self._url}/", timeout=_TIMEOUT, allow_redirects=False).close()
        except requests.RequestException:
            return False
        return True

    def _fetch(self, kid: str) -> str:
        self._count()
        try:
            answer = self._session.get(f"{self._url}/{kid}", timeout=_TIMEOUT, allow_redirects=False, stream=True)
            with answer:
                body = answer.raw.read(_MAX_BYTES + 1, decode_content=True)
        except (requests.RequestException, OSError) as fault:
            raise Unavailable(code="install_keys_unreachable", detail=type(fault).__name__) from fault
        if answer.status_code >= 500:  # noqa: PLR2004 (HTTP's classes)
            raise Unavailable(code="install_keys_unreachable", detail=str(answer.status_code))
        if answer.status_code != requests.codes.ok or len(body) > _MAX_BYTES:
            raise Unauthenticated(detail="install key not found")
        return _checked(body)

    def _count(self) -> None:
        now = time.monotonic()
        with self._lock:
            if len(self._fetches) == _FETCHES_A_MINUTE and now - self._fetches[0] < 60:  # noqa: PLR2004 (seconds)
                raise Unavailable(code="install_keys_busy", detail="too many unknown key ids")
            self._fetches.append(now)


def _checked(body: bytes) -> str:
    """The PEM of an RSA public key of at least 2048 bits; anything else proves nothing."""
    try:
        key = load_pem_public_key(body)
        pem = body.decode("ascii")
    except (ValueError, TypeError) as fault:
        raise Unauthenticated(detail="install key is not PEM") from fault
    if not isinstance(key, RSAPublicKey) or key.key_size < _MIN_BITS:
        raise Unauthenticated(detail="install key is not RSA-2048")
    return pem
