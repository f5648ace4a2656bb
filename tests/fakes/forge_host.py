"""Forge as a remote meets it: signs invocation tokens (RS256), publishes its keys, sends a person's token along.

Written on its own (PyJWT), so that it does not agree with the product by sharing its code.
"""

from __future__ import annotations

import base64
import copy
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
import responses
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from tests.fakes.signing_host import rsa_key

JWKS_URL = "http://127.0.0.1:9/forge/jwks.json"
APP_ID = "ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107"
CLOUD_ID = "d0d52620-3203-4cfa-8db5-f2587155f0dd"
INSTALLATION_ID = "ari:cloud:ecosystem::installation/0a3a7799-53ae-4a5b-9e7e-03338980abb5"
KID = "forge/invocation-token/1"
_FORGE_KEY = 7
_numbers = itertools.count(1)


def jwk(number: int = _FORGE_KEY, kid: str = KID, **changes: Any) -> dict[str, Any]:
    """A public key as a key set lists it."""
    public = serialization.load_pem_public_key(rsa_key(number)[1].encode())
    assert isinstance(public, RSAPublicKey)
    numbers = public.public_numbers()

    def number_of(value: int) -> str:
        return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()

    found = {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": kid,
        "n": number_of(numbers.n),
        "e": number_of(numbers.e),
    }
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def serve_jwks(mock: responses.RequestsMock, *keys: dict[str, Any], age: int = 3600) -> responses.BaseResponse:
    """Publish a key set."""
    return mock.add(
        responses.GET,
        JWKS_URL,
        json={"keys": list(keys) or [jwk()]},
        headers={"Cache-Control": f"public, max-age={age}"},
    )


@cache
def _private(number: int) -> RSAPrivateKey:
    """The private half of a key, read once: reading costs more than signing."""
    key = serialization.load_pem_private_key(rsa_key(number)[0].encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


@dataclass
class ForgeHost:
    """One installation of the app on a site, as Forge sees it."""

    product: str = "jira"
    installation_id: str = INSTALLATION_ID
    cloud_id: str = CLOUD_ID
    api: str = "http://127.0.0.1:2990"
    site_url: str = "http://127.0.0.1:2990"
    account: str = "5b10:ines"
    extension: dict[str, Any] = field(
        default_factory=lambda: {
            "type": "jira:issueContext",
            "issue": {"id": "11101", "key": "PAY-101"},
            "project": {"id": "11000", "key": "PAY"},
        }
    )

    def claims(self) -> dict[str, Any]:
        """The claims of a call by a person from a module."""
        now = int(time.time())
        api = f"{self.api}/ex/{self.product}/{self.cloud_id}"
        environment = {"type": "PRODUCTION", "id": f"{APP_ID.replace('app', 'environment')}/aa911f10"}
        return {
            "iss": "forge/invocation-token",
            "aud": APP_ID,
            "iat": now,
            "nbf": now,
            "exp": now + 25,
            "jti": f"token-{next(_numbers)}",
            "principal": self.account,
            "app": {
                "id": APP_ID,
                "version": "1",
                "appVersion": "2.0.0",
                "installationId": self.installation_id,
                "apiBaseUrl": api,
                "environment": environment,
                "module": {"type": "core:endpoint", "key": "api"},
                "installation": {
                    "id": self.installation_id,
                    "contexts": [{"name": self.product, "apiBaseUrl": api, "cloudId": self.cloud_id}],
                },
            },
            "context": {
                "cloudId": self.cloud_id,
                "siteUrl": self.site_url,
                "moduleKey": "vouch-context",
                "localId": "4654fa12",
                "extension": self.extension,
            },
        }

    def token(
        self, changes: Mapping[str, Any] | None = None, *, key: int = _FORGE_KEY, kid: str | None = KID, **header: Any
    ) -> str:
        """A token; changes name claims by their path (`app.id`), and a change to None takes the claim out."""
        claims = copy.deepcopy(self.claims())
        for path, value in (changes or {}).items():
            *parents, last = path.split(".")
            inner = claims
            for name in parents:
                inner = inner[name]
            if value is None:
                inner.pop(last, None)
            else:
                inner[last] = value
        headers = {**({"kid": kid} if kid is not None else {}), **header}
        return jwt.encode(claims, _private(key), algorithm="RS256", headers=headers)

    def headers(self, changes: Mapping[str, Any] | None = None, *, user: str = "user-token") -> dict[str, str]:
        """Headers of a call; no person's token where `user` is empty."""
        return {"Authorization": f"Bearer {self.token(changes)}", **({"x-forge-oauth-user": user} if user else {})}

    def system(self, changes: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Headers of a call that Forge makes by itself: no person, no page."""
        alone = {"principal": None, "context": None, **(changes or {})}
        return {"Authorization": f"Bearer {self.token(alone)}", "x-forge-oauth-system": "system-token"}
