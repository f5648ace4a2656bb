"""The tokens that the site gives to an app's pages, and the assertion that it takes from the app (HS256)."""

from __future__ import annotations

from typing import Any

import jwt

from plugin.sandbox.place import Place
from plugin.sandbox.qsh import CONTEXT, query_hash
from plugin.sandbox.state import Installation, SiteState

_ASSERTION_SECONDS = 60
_LEEWAY = 10
_CLIENT = "urn:atlassian:connect:clientid:"
_ACCOUNT = "urn:atlassian:connect:useraccountid:"


class AssertionRefused(Exception):
    """An assertion that proves nothing; the text says which rule it breaks."""


def page_token(state: SiteState, installation: Installation, *, path: str, query: str, account_id: str) -> str:
    """Return a token bound to one URL: `path` relative to the app's base URL, `query` as it will be sent."""
    claims = {"qsh": query_hash("GET", path, query), "context": {}}
    return _signed(state, installation, account_id, claims, state.settings.page_seconds)


def webhook_token(state: SiteState, installation: Installation, *, path: str, query: str) -> str:
    """Return a token bound to a webhook's address; it names no person."""
    now = int(state.clock())
    claims = {"iss": installation.client_key, "iat": now, "exp": now + state.settings.page_seconds}
    claims |= {"qsh": query_hash("POST", path, query)}
    return jwt.encode(claims, installation.shared_secret, algorithm="HS256")


def context_token(state: SiteState, installation: Installation, *, place: Place, account_id: str) -> str:
    """Return a token for an app's own calls; it names what the frame stands on where the settings say so."""
    claims: dict[str, Any] = {"qsh": CONTEXT}
    if state.settings.context_claim:
        claims["context"] = {installation.product: place.context(state.site)}
    return _signed(state, installation, account_id, claims, state.settings.context_seconds)


def read_assertion(state: SiteState, assertion: str) -> tuple[Installation, str]:
    """Return the installation that asks, and the account id for which it asks.

    Raises:
        AssertionRefused: any rule of the JWT bearer grant is broken.
    """
    try:
        issuer = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
        installation = _of_client(state, issuer)
        claims = jwt.decode(
            assertion,
            installation.shared_secret,
            algorithms=["HS256"],
            audience=state.base_url,
            leeway=_LEEWAY,
            options={"require": ["iss", "sub", "aud", "iat", "exp"], "strict_aud": True},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise AssertionRefused(f"assertion: {error}") from error
    if claims["exp"] - claims["iat"] > _ASSERTION_SECONDS + _LEEWAY:
        raise AssertionRefused("assertion lives longer than 60 seconds")
    if claims.get("tnt") != installation.base_url:
        raise AssertionRefused("tnt is not this site")
    subject = claims["sub"]
    if not subject.startswith(_ACCOUNT):
        raise AssertionRefused("sub is not an account")
    return installation, subject.removeprefix(_ACCOUNT)


def _of_client(state: SiteState, issuer: object) -> Installation:
    for installation in list(state.installs.values()):
        if issuer == f"{_CLIENT}{installation.oauth_client_id}":
            return installation
    raise AssertionRefused("unknown OAuth client")


def _signed(state: SiteState, installation: Installation, account_id: str, claims: dict[str, Any], seconds: int) -> str:
    now = int(state.clock())
    common = {"iss": installation.client_key, "sub": account_id, "iat": now, "exp": now + seconds}
    return jwt.encode(common | claims, installation.shared_secret, algorithm="HS256")
