"""Invocation tokens, and the tokens that come along with them."""

from __future__ import annotations

import secrets
from typing import Any

from plugin.sandbox.forge.app import ForgeApp
from plugin.sandbox.forge.door import ForgeFrame, ForgeInstallation
from plugin.sandbox.permissions import project_of
from plugin.sandbox.place import Place
from plugin.sandbox.state import APP, SiteState

_LIFE_SECONDS = 25
_ISSUER = "forge/invocation-token"


def api_url(state: SiteState, product: str) -> str:
    """Where the app's remote calls a product of this site."""
    return f"{state.base_url}/ex/{product}/{state.cloud_id}"


def headers(
    state: SiteState, endpoint: dict[str, Any], product: str, frame: ForgeFrame | None = None
) -> dict[str, str]:
    """Headers of a call to the remote, with every token that the endpoint asks for and may have.

    Args:
        state: the live site.
        endpoint: of the manifest.
        product: whose address the token names.
        frame: the page that calls; None where Forge calls by itself.
    """
    installation = state.forge.installation
    assert installation is not None  # noqa: S101 (whoever calls has looked the endpoint up in it)
    token = state.forge.key.sign(_claims(state, installation, endpoint, product, frame))
    sent = {
        "Authorization": f"Bearer {token}",
        "x-b3-traceid": secrets.token_hex(16),
        "x-b3-spanid": secrets.token_hex(8),
    }
    app = installation.app
    if app.wants(endpoint, "appSystemToken"):
        sent["x-forge-oauth-system"] = state.grant(product, APP.account_id, scopes_of(app, product), through="api")
    person = state.user(frame.account_id) if frame else None
    if person and _has_account(state, person.account_id) and app.wants(endpoint, "appUserToken"):
        sent["x-forge-oauth-user"] = state.grant(product, person.account_id, scopes_of(app, product), through="api")
    return sent


def scopes_of(app: ForgeApp, product: str) -> frozenset[str]:
    """What a token of the app may do in a product, in the words of the site's REST views.

    Granular scopes of Jira and Confluence end in the product's name; Jira's classic ones name work and users.
    """
    classic = {"read:jira-work": "READ", "read:jira-user": "READ", "write:jira-work": "WRITE DELETE"}
    found: set[str] = set()
    for scope in app.scopes:
        verb, _, rest = scope.partition(":")
        if product == "jira" and scope in classic:
            found |= set(classic[scope].split())
        elif rest.endswith(f":{product}") and verb in {"read", "write", "delete"}:
            found.add(verb.upper())
    return frozenset(found)


def extension_of(state: SiteState, frame: ForgeFrame) -> dict[str, Any]:
    """What Forge says of the place of a frame."""
    place = Place(
        issue=state.issue(frame.issue_key) if frame.issue_key else None,
        project=project_of(state.site, frame.project_key),
        page=state.site.wiki.pages.get(frame.content_id),
        space=state.site.wiki.space(frame.space_key),
    )
    found: dict[str, Any] = {"type": frame.module_kind, **place.context(state.site)}
    if place.issue is not None:
        found["issue"] |= {"type": place.issue.type}
    return found | ({"modal": frame.modal} if frame.modal is not None else {})


def _claims(
    state: SiteState, installation: ForgeInstallation, endpoint: dict[str, Any], product: str, frame: ForgeFrame | None
) -> dict[str, Any]:
    now = int(state.clock())
    app = installation.app
    environment = {"type": installation.environment, "id": f"{app.id.replace('::app/', '::environment/')}/production"}
    contexts = [
        {"name": each, "apiBaseUrl": api_url(state, each), "cloudId": state.cloud_id} for each in ("jira", "confluence")
    ]
    claims: dict[str, Any] = {
        "iss": _ISSUER,
        "aud": app.id,
        "iat": now,
        "nbf": now,
        "exp": now + _LIFE_SECONDS,
        "jti": secrets.token_hex(20),
        "app": {
            "id": app.id,
            "version": "1",
            "appVersion": "1.0.0",
            "installationId": installation.id,
            "apiBaseUrl": api_url(state, product),
            "environment": environment,
            "module": {"type": "core:endpoint", "key": endpoint["key"]},
            "installation": {"id": installation.id, "contexts": contexts},
        },
    }
    if frame is not None:
        claims["context"] = {
            "cloudId": state.cloud_id,
            "siteUrl": state.base_url,
            "moduleKey": frame.module_key,
            "localId": f"{app.id}/{frame.id}",
            "extension": extension_of(state, frame),
        }
        if _has_account(state, frame.account_id):
            claims["principal"] = frame.account_id
    return claims


def _has_account(state: SiteState, account_id: str) -> bool:
    """Whether Forge names the person at all, and gives a token for them: customers of a portal have neither."""
    user = state.user(account_id)
    return user is not None and user.account_type == "atlassian"
