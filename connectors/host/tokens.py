"""JSON Web Tokens between Atlassian and the app (RFC 7519; Connect's own claims).

Algorithms are pinned by the caller's function, never read from the token. `exp` and `iat` are required everywhere.
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any

import jwt as pyjwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from connectors.host.qsh import query_string_hash

MAX_TOKEN_BYTES = 8192
MAX_INVOCATION_BYTES = 16_384
INVOCATION_ISSUER = "forge/invocation-token"
LEEWAY_SECONDS = 10
_PARTS = 3
APP_TOKEN_SECONDS = 180
ASSERTION_SECONDS = 60


class TokenInvalid(Exception):
    """The token proves nothing: forged, malformed, of the wrong kind. The text is for the log only."""


class TokenExpired(TokenInvalid):
    """The token was right once; its time is over."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token that nobody has verified yet: good for finding out whose secret must verify it, and for nothing else."""

    token: str
    header: dict[str, Any]
    claims: dict[str, Any]

    def __repr__(self) -> str:
        return "<Unverified token>"

    @property
    def issuer(self) -> str:
        """The claim `iss`; empty where there is none."""
        return _text(self.claims.get("iss"))

    @property
    def subject(self) -> str:
        """The claim `sub`; empty where there is none."""
        return _text(self.claims.get("sub"))


def read_unverified(token: str, *, most: int = MAX_TOKEN_BYTES) -> Unverified:
    """Take a token of at most so many bytes apart without believing it.

    Raises:
        TokenInvalid: too long, not a token, or with an extension that must be understood (`crit`).
    """
    if len(token) > most or not token.isascii():
        raise TokenInvalid("size or characters")
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise TokenInvalid("parts")
    header, claims = (_json_part(part) for part in parts[:2])
    if "crit" in header:
        raise TokenInvalid("critical extension")
    return Unverified(token, header, claims)


def _json_part(part: str) -> dict[str, Any]:
    try:
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError) as error:
        raise TokenInvalid("not JSON") from error
    if not isinstance(value, dict):
        raise TokenInvalid("not an object")
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def decode_hs256(token: Unverified, secret: str, *, issuer: str, leeway: int = LEEWAY_SECONDS) -> dict[str, Any]:
    """Verify a token that the host signed with the shared secret, and return its claims.

    Raises:
        TokenExpired: `exp` is over.
        TokenInvalid: anything else.
    """
    return _decode(token, secret, "HS256", issuer=issuer, audience=None, leeway=leeway)


def decode_rs256(
    token: Unverified, public_key_pem: str, *, issuer: str, audience: str, leeway: int = LEEWAY_SECONDS
) -> dict[str, Any]:
    """Verify a lifecycle token by the host's install key; the first `aud` must be the route's own base URL.

    Raises:
        TokenExpired: `exp` is over.
        TokenInvalid: anything else.
    """
    claims = _decode(token, public_key_pem, "RS256", issuer=issuer, audience=audience, leeway=leeway)
    named = claims["aud"][0] if isinstance(claims["aud"], list) and claims["aud"] else claims["aud"]
    if not isinstance(named, str) or named.rstrip("/") != audience.rstrip("/"):
        raise TokenInvalid("audience")
    return claims


def decode_invocation(
    token: Unverified, key: RSAPublicKey, *, app_id: str, leeway: int = LEEWAY_SECONDS
) -> dict[str, Any]:
    """Verify a Forge invocation token (Forge Remote essentials); its audience must be our app, and nobody else's too.

    Raises:
        TokenExpired: `exp` is over.
        TokenInvalid: anything else.
    """
    claims = _decode(token, key, "RS256", issuer=INVOCATION_ISSUER, audience=app_id, leeway=leeway)
    if claims["aud"] not in (app_id, [app_id]):
        raise TokenInvalid("audience")
    moments = [claims.get(name) for name in ("iat", "nbf", "exp")]
    if not all(isinstance(moment, int | float) and not isinstance(moment, bool) for moment in moments):
        raise TokenInvalid("iat, nbf or exp")
    return claims


def sign_app_jwt(*, app_key: str, client_key: str, secret: str, method: str, url: str, base_url: str) -> str:
    """Return a token for a call as the app itself (no person in it), bound to this very URL.

    Args:
        app_key: the descriptor's key; becomes `iss`.
        client_key: the installation; becomes `aud`.
        secret: the installation's shared secret.
        method: HTTP method.
        url: the prepared URL, query included.
        base_url: the installation's base URL.
    """
    now = int(time.time())
    claims = {
        "iss": app_key,
        "aud": [client_key],
        "iat": now,
        "exp": now + APP_TOKEN_SECONDS,
        "qsh": query_string_hash(method, url, base_url),
    }
    return pyjwt.encode(claims, secret, algorithm="HS256")


def sign_assertion(*, oauth_client_id: str, account_id: str, secret: str, base_url: str, audience: str) -> str:
    """Return the assertion of the JWT bearer grant (RFC 7523) that asks for a person's token.

    Args:
        oauth_client_id: of the installation.
        account_id: the person to act as.
        secret: the installation's shared secret.
        base_url: the installation's base URL (claim `tnt`).
        audience: the authorisation server's address.
    """
    now = int(time.time())
    claims = {
        "iss": f"urn:atlassian:connect:clientid:{oauth_client_id}",
        "sub": f"urn:atlassian:connect:useraccountid:{account_id}",
        "tnt": base_url,
        "aud": audience,
        "iat": now,
        "exp": now + ASSERTION_SECONDS,
    }
    return pyjwt.encode(claims, secret, algorithm="HS256")


def _decode(
    token: Unverified, key: str | RSAPublicKey, algorithm: str, *, issuer: str, audience: str | None, leeway: int
) -> dict[str, Any]:
    if token.header.get("alg") != algorithm:
        raise TokenInvalid("algorithm")
    required = ["iss", "iat", "exp", *(["aud"] if audience else [])]
    try:
        claims: dict[str, Any] = pyjwt.decode(
            token.token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            leeway=leeway,
            # The audience of a lifecycle token is compared by our own rule (first entry, slash at the end ignored).
            options={"require": required, "verify_aud": False, "enforce_minimum_key_length": False},
        )
    except pyjwt.ExpiredSignatureError as error:
        raise TokenExpired("expired") from error
    except (pyjwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise TokenInvalid(type(error).__name__) from error
    return claims
