"""Installing and uninstalling an app by the signed lifecycle, as Atlassian does it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from typing import Any

import requests
from flask import Blueprint, Response, abort

from plugin.sandbox.descriptor import check
from plugin.sandbox.errors import SandboxError
from plugin.sandbox.qsh import query_hash
from plugin.sandbox.state import Installation, SiteState, live

blueprint = Blueprint("lifecycle", __name__)

_TIMEOUT = (3.05, 10)
_TOKEN_SECONDS = 180
_PRODUCTS = ("jira", "confluence")


@blueprint.get("/install-keys/<kid>")
def public_key(kid: str) -> Response:
    """Answer the public key that verifies lifecycle callbacks as PEM text, or 404."""
    key = live().key
    if kid != key.kid:
        abort(404)
    return Response(key.pem, mimetype="text/plain")


def install(state: SiteState, plugin_url: str, product: str = "jira") -> Installation:
    """Fetch the descriptor, check it, send `installed`, and keep the installation if the app says yes.

    Args:
        state: the live site.
        plugin_url: where the app is; the descriptor stands at `<plugin_url>/<product>/atlassian-connect.json`.
        product: `jira` or `confluence`.

    Raises:
        SandboxError: in plain words; nothing has changed then.
    """
    if product not in _PRODUCTS:
        raise SandboxError(f"There is no product {product}.")
    plugin_url = plugin_url.rstrip("/")
    identity = state.identity(product)
    new = Installation(
        product=product,
        plugin_url=plugin_url,
        descriptor=check(_fetched(f"{plugin_url}/{product}/atlassian-connect.json"), plugin_url, product),
        client_key=identity.client_key,
        shared_secret=secrets.token_urlsafe(48),
        oauth_client_id=identity.oauth_client_id,
        cloud_id=state.cloud_id,
        base_url=f"{state.base_url}/wiki" if product == "confluence" else state.base_url,
    )
    return _register(state, new)


def rotate_secret(state: SiteState, product: str = "jira") -> Installation:
    """Send `installed` again with a new shared secret.

    Raises:
        SandboxError: nothing is installed, or the app says no; the old secret stands then.
    """
    return _register(state, replace(_installed(state, product), shared_secret=secrets.token_urlsafe(48)))


def uninstall(state: SiteState, product: str = "jira") -> None:
    """Remove the app, whatever it says, and tell it.

    Raises:
        SandboxError: nothing is installed, or the app did not answer 2xx; it is removed all the same.
    """
    gone = _installed(state, product)
    state.revoke(product)
    _send(state, gone, "uninstalled")


def _installed(state: SiteState, product: str) -> Installation:
    found = state.installs.get(product)
    if found is None:
        raise SandboxError(f"No app is installed in {product}.")
    return found


def _register(state: SiteState, new: Installation) -> Installation:
    _send(state, new, "installed")
    with state.lock:
        state.installs[new.product] = new
    return new


def _fetched(address: str) -> object:
    try:
        with _session() as session, session.get(address, timeout=_TIMEOUT, allow_redirects=False) as answer:
            if answer.status_code != requests.codes.ok:
                raise SandboxError(f"{address} answered {answer.status_code}, so there is no descriptor to install.")
            return answer.json()
    except requests.JSONDecodeError as error:
        raise SandboxError(f"{address} is not JSON.") from error
    except requests.RequestException as error:
        raise SandboxError(f"{address} does not answer: is the app running?") from error


def _send(state: SiteState, installation: Installation, event: str) -> None:
    path = str(installation.descriptor["lifecycle"][event])
    address = f"{installation.app_base_url}{path}"
    headers = {"Authorization": f"JWT {_token(state, installation, path)}"}
    body = _body(state, installation, event)
    try:
        with (
            _session() as session,
            session.post(address, json=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False) as answer,
        ):
            if not requests.codes.ok <= answer.status_code < requests.codes.multiple_choices:
                raise SandboxError(f"The app refused '{event}': {address} answered {answer.status_code}.")
    except requests.RequestException as error:
        raise SandboxError(f"The app did not take '{event}': {address} does not answer.") from error


def _token(state: SiteState, installation: Installation, path: str) -> str:
    bare, _, query = path.partition("?")
    now = int(state.clock())
    claims = {
        "iss": installation.client_key,
        "aud": [str(installation.descriptor["baseUrl"])],
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
        "qsh": query_hash("POST", bare, query),
    }
    return state.key.sign(claims)


def _body(state: SiteState, installation: Installation, event: str) -> dict[str, Any]:
    """The callback's body; an uninstall carries no secret."""
    body: dict[str, Any] = {
        "key": installation.app_key,
        "clientKey": installation.client_key,
        "oauthClientId": installation.oauth_client_id,
        "publicKey": base64.b64encode(state.key.pem.encode()).decode(),
        "sharedSecret": installation.shared_secret,
        "serverVersion": "100300",
        "pluginsVersion": "1001.0.0",
        "baseUrl": installation.base_url,
        "displayUrl": state.base_url,
        "displayUrlServicedeskHelpCenter": state.base_url,
        "productType": installation.product,
        "description": f"Stand-in {installation.product.title()} of {state.site.name}",
        "serviceEntitlementNumber": "SEN-00000000",
        "entitlementId": "00000000-0000-0000-0000-000000000000",
        "entitlementNumber": "E-00000000",
        "cloudId": installation.cloud_id,
        "eventType": event,
    }
    if event != "installed":
        del body["sharedSecret"]
    return body


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # the app is on this machine: no proxy, no netrc
    return session
