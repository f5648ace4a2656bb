"""Connect's lifecycle: `installed` and `uninstalled`, signed by the host's install key (RS256).

The signature covers the issuer, the audience and the request's address; the body it does not cover. So nothing in
the body selects a tenant: the installation is keyed by the route's product and by the client key that the token's
issuer vouches for.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from connectors.host.errors import HostError
from connectors.host.model import Product
from connectors.host.qsh import query_string_hash
from connectors.host.session import check_base_url
from connectors.host.tokens import TokenInvalid, decode_rs256, read_unverified
from descriptors import APP_KEYS, base_url
from plugin.errors import BadRequest, Unauthenticated
from plugin.identity.install_keys import InstallKeys
from plugin.identity.repository import Installation, Installations, Registration
from plugin.identity.request import Signed, mount_of
from plugin.store.database import Database

_MAX_FIELD = 500
_MIN_SECRET = 16

Recorded = Callable[[Connection, Installation, str], None]
"""Called in the same transaction: (connection, installation, "installed" or "uninstalled")."""


class Lifecycle:
    """Verifies and applies what a host says about its registration."""

    def __init__(
        self,
        *,
        database: Database,
        installations: Installations,
        keys: InstallKeys,
        forget: Callable[[str], None],
        recorded: Recorded,
        public_url: str,
        sandbox: bool,
        purge_days: int,
    ) -> None:
        self._database = database
        self._installations = installations
        self._keys = keys
        self._forget = forget
        self._recorded = recorded
        self._public_url = public_url
        self._sandbox = sandbox
        self._purge_days = purge_days

    def verify(self, product: Product, signed: Signed, body: dict[str, Any]) -> str:
        """Return the client key for which this request speaks.

        Raises:
            Unauthenticated: any rule of the signed lifecycle is broken.
            Unavailable: the install-key host does not answer.
        """
        token = signed.header_token
        if not token or signed.query_token:
            raise Unauthenticated(detail="lifecycle token missing or doubled")
        client_key = body.get("clientKey")
        if not isinstance(client_key, str) or not 0 < len(client_key) <= 255:  # noqa: PLR2004 (the column's width)
            raise Unauthenticated(detail="client key")
        audience = base_url(product.value, self._public_url)
        try:
            unverified = read_unverified(token)
            if unverified.header.get("alg") != "RS256":
                raise Unauthenticated(detail="algorithm")
            pem = self._keys.pem(unverified.header.get("kid"))
            claims = decode_rs256(unverified, pem, issuer=client_key, audience=audience)
        except TokenInvalid as fault:
            raise Unauthenticated(detail=f"lifecycle token: {fault}") from fault
        expected = query_string_hash(signed.method, signed.target, mount_of(signed.target, product, self._public_url))
        if not hmac.compare_digest(str(claims.get("qsh", "")).encode(), expected.encode()):
            raise Unauthenticated(detail="query-string hash")
        if body.get("key") != APP_KEYS[product.value] or body.get("productType") != product.value:
            raise Unauthenticated(detail="the body is another product's")
        return client_key

    def installed(self, product: Product, client_key: str, body: dict[str, Any]) -> Installation:
        """Store a verified registration. Re-install, new secret, new address: the tenant stays, nothing is lost.

        Raises:
            BadRequest: a field is missing or malformed; nothing was changed.
        """
        if body.get("eventType", "installed") != "installed":
            raise BadRequest(code="invalid_body", detail="eventType")
        registration = Registration(
            product=product,
            client_key=client_key,
            base_url=self._address(body),
            display_url=_display(body, sandbox=self._sandbox),
            shared_secret=_field(body, "sharedSecret", least=_MIN_SECRET),
            oauth_client_id=_optional(body, "oauthClientId"),
            cloud_id=_optional(body, "cloudId")[:64],
        )
        with self._database.begin() as connection:
            installation, _ = self._installations.put(connection, registration)
            self._recorded(connection, installation, "installed")
        self._forget(installation.id)
        return installation

    def uninstalled(self, product: Product, client_key: str) -> None:
        """Stop all access at once and set the day of the purge; saying so twice changes nothing."""
        with self._database.begin() as connection:
            installation = self._installations.mark_uninstalled(
                connection, product, client_key, purge_days=self._purge_days
            )
            if installation is not None:
                self._recorded(connection, installation, "uninstalled")
        if installation is not None:
            self._forget(installation.id)

    def _address(self, body: dict[str, Any]) -> str:
        try:
            return check_base_url(_field(body, "baseUrl"), sandbox=self._sandbox)
        except (HostError, ValueError) as fault:
            raise BadRequest("This is not an address of Atlassian's.", code="invalid_body", detail="baseUrl") from fault


def _field(body: dict[str, Any], name: str, *, least: int = 1) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not least <= len(value) <= _MAX_FIELD:
        raise BadRequest(code="invalid_body", detail=name)
    return value


def _optional(body: dict[str, Any], name: str) -> str:
    return _field(body, name) if body.get(name) else ""


def _display(body: dict[str, Any], *, sandbox: bool) -> str:
    """The address that people see (it may frame our pages): any https host, its own domain included."""
    url = _optional(body, "displayUrl")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and not (parts.username or parts.password)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ({"https", "http"} if sandbox else {"https"}):
        raise BadRequest(code="invalid_body", detail="displayUrl")
    return url.rstrip("/")
