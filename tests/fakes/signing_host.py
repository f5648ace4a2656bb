"""A host that signs: installs with an RSA key, page, context and webhook tokens with the shared secret.

Written on its own (PyJWT and hashlib), so that it does not agree with the product by sharing its code.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import jwt
import responses
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

KEYS_URL = "http://127.0.0.1:9/install-keys"
PUBLIC_URL = "http://127.0.0.1:8080"
SECRET = "s" * 40


@cache
def rsa_key(number: int = 0) -> tuple[str, str]:
    """An RSA-2048 key pair as PEM (private, public); another number, another key."""
    del number
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def simple_qsh(method: str, path: str, query: str = "") -> str:
    """Hash of a request with plain parameters (no repeated names)."""
    pairs = sorted(
        (quote(k, safe="-._~"), quote(v, safe="-._~"))
        for k, v in parse_qsl(query, keep_blank_values=True)
        if k != "jwt"
    )
    canonical = f"{method}&{path}&" + "&".join(f"{k}={v}" for k, v in pairs)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass
class SigningHost:
    """One product's registration, as its host sees it."""

    product: str = "jira"
    client_key: str = "client-one"
    secret: str = SECRET
    base_url: str = "http://127.0.0.1:2990"
    kid: str = "kid-1"
    account: str = "5b10:ines"
    body_extra: dict[str, Any] = field(default_factory=dict)

    def body(self, event: str = "installed", **changes: Any) -> dict[str, Any]:
        """The lifecycle body; a change to None takes the field out."""
        body = {
            "key": f"vouch-{self.product}",
            "clientKey": self.client_key,
            "sharedSecret": self.secret,
            "oauthClientId": f"oauth-{self.client_key}",
            "baseUrl": self.base_url,
            "displayUrl": self.base_url,
            "productType": self.product,
            "eventType": event,
            **self.body_extra,
            **changes,
        }
        return {name: value for name, value in body.items() if value is not None}

    def lifecycle_token(self, event: str = "installed", *, key: str | None = None, **changes: Any) -> str:
        """An RS256 token for the lifecycle call; changes replace claims, None takes one out."""
        now = int(time.time())
        claims = {
            "iss": self.client_key,
            "aud": [f"{PUBLIC_URL}/{self.product}"],
            "iat": now,
            "exp": now + 180,
            "qsh": simple_qsh("POST", f"/{event}"),
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, key or rsa_key()[0], algorithm="RS256", headers={"kid": self.kid})

    def call(
        self, client: FlaskClient, event: str = "installed", *, token: str | None = None, body: Any = None
    ) -> TestResponse:
        """Make the lifecycle call."""
        return client.post(
            f"/{self.product}/{event}",
            json=self.body(event) if body is None else body,
            headers={"Authorization": f"JWT {token or self.lifecycle_token(event)}"},
        )

    def token(self, **changes: Any) -> str:
        """An HS256 context token; changes replace claims, None takes one out."""
        now = int(time.time())
        claims = {
            "iss": self.client_key,
            "sub": self.account,
            "iat": now,
            "exp": now + 900,
            "qsh": "context-qsh",
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def context(self, issue: str = "11101", project: str = "11000", **changes: Any) -> dict[str, str]:
        """Headers of an API call in front of an issue."""
        context = {"jira": {"issue": {"id": issue}, "project": {"id": project}}}
        return {"Authorization": f"JWT {self.token(context=context, **changes)}"}

    def page(self, path: str, query: dict[str, str] | None = None, **changes: Any) -> str:
        """The URL of a page, with its token; `path` is relative to the product's base URL."""
        encoded = urlencode(query or {})
        qsh = simple_qsh("GET", path, encoded)
        token = self.token(**{"qsh": qsh, **changes})
        return f"/{self.product}{path}?{encoded}{'&' if encoded else ''}jwt={token}"


def serve_keys(mock: responses.RequestsMock, *kids: str, pem: str | None = None) -> None:
    """Publish a public key under these ids."""
    for kid in kids or ("kid-1",):
        mock.add(responses.GET, f"{KEYS_URL}/{kid}", body=pem or rsa_key()[1], content_type="application/x-pem-file")


def path_of(url: str) -> str:
    """Path and query of a URL."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
