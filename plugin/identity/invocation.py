"""Forge invocation tokens: what they must say before anything in them is believed (Forge Remote essentials).

RS256 by a key of Atlassian's set, for our app alone, in our environment, now, and once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from connectors.host.errors import HostError
from connectors.host.forge import ApiAddress, read_api_url
from connectors.host.model import Product
from connectors.host.tokens import MAX_INVOCATION_BYTES, TokenExpired, TokenInvalid, decode_invocation, read_unverified
from plugin.errors import Forbidden, SessionExpired, Unauthenticated
from plugin.identity.forge_keys import ForgeKeys
from plugin.identity.spent import SpentTokens

_INSTALLATION = re.compile(r"ari:cloud:ecosystem::installation/[0-9a-fA-F-]{36}")
_ACCOUNT = re.compile(r"[!-~]{1,128}")
_TOKEN_ID = re.compile(r"[!-~]{1,255}")
_IC_LABEL = re.compile(r"[a-z0-9_-]{1,50}")
_MAX_URL = 500
MOST_LIFE_SECONDS = 900
"""Longest life of a token that is taken: Atlassian's live 25 seconds, and a used one is remembered until its end."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a verified token says.

    Attributes:
        installation_id: Forge's id of the app's installation; another one after every re-install.
        api: where the product is called, whose it is, and on which site.
        account_id: the person who invoked the app; empty where nobody did, or nobody who has an account.
        site_url: where people see the site; empty where the token does not say.
        module_key: the module that was invoked.
        extension: where the module stands (`issue`, `project`, `content`, `space`), unread as yet.
        issued_at: seconds since the epoch.
    """

    installation_id: str
    api: ApiAddress
    account_id: str
    site_url: str
    module_key: str
    extension: Mapping[str, Any]
    issued_at: float

    def __repr__(self) -> str:
        return f"<Invocation of {self.installation_id}>"

    def of_product(self, product: Product) -> Invocation:
        """The same call as it concerns another product of the site: the app is installed in both at once."""
        if product is self.api.product:
            return self
        return replace(self, api=self.api.of_product(product))


class InvocationTokens:
    """Verifies tokens for one app in one environment.

    Args:
        keys: Atlassian's.
        spent: remembers which tokens were used.
        app_id: `ari:cloud:ecosystem::app/<uuid>`; empty where this door is closed.
        environment: `PRODUCTION`, `STAGING` or `DEVELOPMENT`.
        sites: cloud ids of the sites that are served; empty for every site that has the app.
        sandbox: whether this machine may stand in for Atlassian's API.
    """

    def __init__(
        self,
        *,
        keys: ForgeKeys,
        spent: SpentTokens,
        app_id: str,
        environment: str,
        sandbox: bool,
        sites: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._spent = spent
        self._app_id = app_id
        self._environment = environment
        self._sandbox = sandbox
        self._sites = sites
        self._clock = clock

    def verify(self, token: str) -> Invocation:
        """Return what the token says, and remember that it was used.

        Raises:
            Unauthenticated: any rule is broken, or it was used before.
            SessionExpired: its time is over.
            Unavailable: Atlassian's keys cannot be had.
            Forbidden: `site_not_served`: the token is right, and its site is not one of ours.
        """
        if not self._app_id:
            raise Unauthenticated(detail="no Forge app is configured")
        try:
            unverified = read_unverified(token, most=MAX_INVOCATION_BYTES)
            if unverified.header.get("alg") != "RS256":
                raise Unauthenticated(detail="algorithm")
            claims = decode_invocation(unverified, self._keys.key(unverified.header.get("kid")), app_id=self._app_id)
        except TokenExpired as fault:
            raise SessionExpired(detail="invocation token") from fault
        except TokenInvalid as fault:
            raise Unauthenticated(detail=f"invocation token: {fault}") from fault
        invocation = self.read(claims)
        token_id = claims.get("jti")
        if not isinstance(token_id, str) or not _TOKEN_ID.fullmatch(token_id):
            raise Unauthenticated(detail="jti")
        if claims["exp"] - claims["iat"] > MOST_LIFE_SECONDS:
            raise Unauthenticated(detail="a life too long")
        if not self._spent.use(token_id, float(claims["exp"])):
            raise Unauthenticated(detail="used before")
        if self._sites and invocation.api.cloud_id.lower() not in self._sites:
            # One app may serve many servers (docs/install.md): then any site that has it can name our address.
            raise Forbidden("This Vouch server does not serve your site.", code="site_not_served")
        return invocation

    def read(self, claims: Mapping[str, Any]) -> Invocation:
        """Return what verified claims say.

        Raises:
            Unauthenticated: they are another app's, another environment's, at odds with each other, or incomplete.
        """
        app = _object(claims, "app")
        if app.get("id") != self._app_id:
            raise Unauthenticated(detail="app.id")
        if _object(app, "environment").get("type") != self._environment:
            raise Unauthenticated(detail="environment")
        label = claims.get("icLabel")
        if label is not None and not _matches(_IC_LABEL, label):
            raise Unauthenticated(detail="icLabel")
        installation_id = app.get("installationId")
        if not _matches(_INSTALLATION, installation_id):
            raise Unauthenticated(detail="installation")
        api = self._api(app.get("apiBaseUrl"))
        context = _object(claims, "context", needed=False)
        _check_agreement(app, context, str(installation_id), api)
        principal = claims.get("principal")
        if principal is not None and not _matches(_ACCOUNT, principal):
            raise Unauthenticated(detail="principal")
        return Invocation(
            installation_id=str(installation_id),
            api=api,
            account_id=principal or "",
            site_url=_site_url(context.get("siteUrl"), sandbox=self._sandbox),
            module_key=str(context.get("moduleKey") or _object(app, "module", needed=False).get("key") or "")[:100],
            extension=_object(context, "extension", needed=False),
            issued_at=float(claims["iat"]),
        )

    def _api(self, url: object) -> ApiAddress:
        if not isinstance(url, str) or len(url) > _MAX_URL:
            raise Unauthenticated(detail="apiBaseUrl")
        try:
            return read_api_url(url, sandbox=self._sandbox)
        except (HostError, ValueError) as fault:
            raise Unauthenticated(detail="apiBaseUrl") from fault


def _check_agreement(app: Mapping[str, Any], context: Mapping[str, Any], installation_id: str, api: ApiAddress) -> None:
    """Whatever the token says twice, it must say alike."""
    installation = _object(app, "installation", needed=False)
    if installation.get("id", installation_id) != installation_id:
        raise Unauthenticated(detail="two installations")
    if context.get("cloudId", api.cloud_id) != api.cloud_id:
        raise Unauthenticated(detail="two sites")
    listed = installation.get("contexts", [])
    said = [entry.get("cloudId") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if any(cloud_id not in {None, api.cloud_id} for cloud_id in said):
        raise Unauthenticated(detail="two sites")


def _object(parent: Mapping[str, Any], name: str, *, needed: bool = True) -> Mapping[str, Any]:
    found = parent.get(name)
    if isinstance(found, dict):
        return found
    if needed or found is not None:
        raise Unauthenticated(detail=name)
    return {}


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _site_url(url: object, *, sandbox: bool) -> str:
    """The site's address as people see it: any https host, its own domain included."""
    if url is None:
        return ""
    try:
        parts = urlsplit(url) if isinstance(url, str) and len(url) <= _MAX_URL else None
        usable = parts is not None and bool(parts.hostname) and not (parts.username or parts.password)
        _ = parts.port if parts else None
    except ValueError:
        parts, usable = None, False
    if parts is None or not usable or parts.scheme not in ({"https", "http"} if sandbox else {"https"}):
        raise Unauthenticated(detail="siteUrl")
    return f"{parts.scheme}://{parts.netloc}"
