"""Tokens to act as a person: the JWT bearer grant of Connect (`ACT_AS_USER`), and a cache of them in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import requests

from connectors.host.errors import HostAnswerInvalid, HostUnreachable, ImpersonationRefused
from connectors.host.tokens import sign_assertion

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TIMEOUT = (3.05, 6)
_EARLY_SECONDS = 60
_MAX_TOKENS = 10_000
_SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is asked for. Never printed: it holds the shared secret."""

    installation_id: str
    oauth_client_id: str
    secret: str
    base_url: str
    account_id: str
    scopes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Grant for installation {self.installation_id}>"


class TokenExchange:
    """Asks the authorisation server."""

    def __init__(self, oauth_url: str, session: requests.Session | None = None) -> None:
        self._oauth_url = oauth_url.rstrip("/")
        self._session = session or requests.Session()

    def exchange(self, grant: Grant) -> tuple[str, float]:
        """Return an access token and the seconds that it lives.

        Raises:
            ImpersonationRefused: the server gives none for this person.
            HostUnreachable: no answer in time, or a fault of the server's.
            HostAnswerInvalid: an answer without a token.
        """
        assertion = sign_assertion(
            oauth_client_id=grant.oauth_client_id,
            account_id=grant.account_id,
            secret=grant.secret,
            base_url=grant.base_url,
            audience=self._oauth_url,
        )
        form = {"grant_type": _GRANT, "assertion": assertion, "scope": " ".join(sorted(grant.scopes))}
        try:
            answer = self._session.post(
                f"{self._oauth_url}/oauth2/token", data=form, timeout=_TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as fault:
            raise HostUnreachable(f"authorisation server: {type(fault).__name__}") from fault
        if answer.status_code >= _SERVER_FAULT or answer.status_code == requests.codes.too_many_requests:
            raise HostUnreachable("authorisation server", status=answer.status_code)
        if not answer.ok:
            raise ImpersonationRefused("authorisation server", status=answer.status_code)
        try:
            body = answer.json()
            return str(body["access_token"]), float(body.get("expires_in", 0))
        except (ValueError, KeyError, TypeError) as fault:
            raise HostAnswerInvalid("authorisation server") from fault


class TokenCache:
    """Tokens by installation, person and scopes; in memory, refreshed a minute early, one question at a time each."""

    def __init__(self, exchange: TokenExchange) -> None:
        self._exchange = exchange
        self._lock = threading.Lock()
        self._tokens: OrderedDict[tuple[str, str, tuple[str, ...]], tuple[str, float]] = OrderedDict()
        self._asking: dict[tuple[str, str, tuple[str, ...]], threading.Lock] = {}

    def token(self, grant: Grant) -> str:
        """Return a token that lives for at least a few seconds more.

        Raises:
            HostError: as `TokenExchange.exchange`; a refusal is not remembered.
        """
        key = (grant.installation_id, grant.account_id, tuple(sorted(grant.scopes)))
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            with self._lock:
                token, good_until = self._tokens.get(key, ("", 0.0))
            if time.monotonic() < good_until:
                return token
            token, lives = self._exchange.exchange(grant)
            with self._lock:
                self._tokens[key] = (token, time.monotonic() + max(lives - _EARLY_SECONDS, min(lives, 5)))
                self._tokens.move_to_end(key)
                while len(self._tokens) > _MAX_TOKENS:
                    oldest, _ = self._tokens.popitem(last=False)
                    self._asking.pop(oldest, None)
        return token

    def forget(self, installation_id: str) -> None:
        """Drop every token of an installation (its secret changed, or it is gone)."""
        with self._lock:
            for key in [key for key in self._tokens if key[0] == installation_id]:
                del self._tokens[key]
