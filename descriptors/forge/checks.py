"""What must hold of a manifest, beside what Atlassian's validator says: it lets all of this through.

Each check returns sentences that say what is wrong and what to do. `vouch forge package` refuses a manifest that any of
them finds fault with, and `vouch doctor` asks them of a packaged one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from descriptors.forge.scopes import TOKEN_SCOPES, scopes_of_event

Manifest = Mapping[str, Any]

_APP_ID = re.compile(r"ari:cloud:ecosystem::app/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_USER, _SYSTEM = TOKEN_SCOPES
_NOT_PAGES: Final = {"trigger", "scheduledTrigger", "preUninstall", "endpoint"}


def problems(manifest: Manifest) -> list[str]:
    """Return what is wrong with a manifest; empty where nothing is."""
    return [found for check in CHECKS for found in check(manifest)]


def pages(manifest: Manifest) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the modules that show something: their type and what stands in the manifest."""
    for kind, modules in manifest.get("modules", {}).items():
        if kind not in _NOT_PAGES:
            for module in modules:
                yield kind, module


def app(manifest: Manifest) -> Iterator[str]:
    """The id is one of Forge's, and one product is required."""
    said = manifest.get("app", {})
    if not _APP_ID.fullmatch(str(said.get("id", ""))):
        yield "app.id is not an app's id. Run `forge register` and give the id it prints to --app-id."
    required = [product for product, how in said.get("compatibility", {}).items() if how.get("required")]
    if len(required) != 1:
        yield "app.compatibility must require one product, and only one."
    if manifest.get("connectModules") or said.get("connect"):
        yield "Connect modules cannot stand in a new Forge app. Remove them."


def remotes(manifest: Manifest) -> Iterator[str]:
    """A remote is reached over TLS, at its root or a path, on an address that Atlassian can reach."""
    for remote in manifest.get("remotes", []):
        where = f"remotes.{remote.get('key')}"
        addresses = remote.get("baseUrl")
        if addresses is None and "configurable" not in remote:
            yield f"{where} has no address. Set VOUCH_PUBLIC_URL."
        for url in addresses.values() if isinstance(addresses, dict) else [addresses] if addresses else []:
            yield from (f"{where}: {fault}" for fault in _address(str(url)))
        if isinstance(addresses, dict) and "configurable" in remote:
            yield f"{where}: a customer-managed remote has no regions. Choose one of the two."
        if not remote.get("operations"):
            yield f"{where} names no operations. Without them Forge guesses what the server stores."


def _address(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.scheme != "https":
        yield f"{url} is not https. Put a TLS proxy in front and set VOUCH_PUBLIC_URL."
    if not parts.hostname or parts.username or parts.query or parts.fragment or "${" in url:
        yield f"{url} is no address of a server. It has a host and perhaps a path, and nothing else."
    elif parts.hostname == "localhost" or parts.hostname.startswith("127.") or "." not in parts.hostname:
        yield f"{url} is an address that Atlassian cannot reach."


def tokens(manifest: Manifest) -> Iterator[str]:
    """An endpoint that wants a token has the scope for it, and a trigger has nobody whose token it could have."""
    scopes = set(_scopes(manifest))
    endpoints = {one.get("key"): one for one in manifest.get("modules", {}).get("endpoint", [])}
    keys = {remote.get("key") for remote in manifest.get("remotes", [])}
    for key, endpoint in endpoints.items():
        for token, scope in (("appUserToken", _USER), ("appSystemToken", _SYSTEM)):
            if _wants(endpoint, token) and scope not in scopes:
                yield f"endpoint {key} wants {token} without the scope {scope}: Forge would send none. Add the scope."
        if endpoint.get("remote") not in keys:
            yield f"endpoint {key} names a remote that does not exist."
    for kind in ("trigger", "scheduledTrigger", "preUninstall"):
        for module in manifest.get("modules", {}).get(kind, []):
            if _wants(endpoints.get(module.get("endpoint"), {}), "appUserToken"):
                yield f"{kind} {module.get('key')}: no person stands behind it. Use an endpoint without appUserToken."


def scopes(manifest: Manifest) -> Iterator[str]:
    """Each product that a module stands in has a scope, and so has each event."""
    said = _scopes(manifest)
    if len(said) != len(set(said)):
        yield "permissions.scopes names a scope twice."
    for product in sorted({_product(kind) for kind, _ in pages(manifest)}):
        if not any(_is_of(product, scope) for scope in said):
            yield f"no scope of {product}: Forge sends no token for its modules. Add the scopes of the calls."
    for trigger in manifest.get("modules", {}).get("trigger", []):
        for event in trigger.get("events", []):
            yield from (f"{event} needs the scope {one}." for one in scopes_of_event(event) if one not in said)


def egress(manifest: Manifest) -> Iterator[str]:
    """The browser reaches nothing outside, nothing is inline, and a customer's remote is named nowhere else."""
    permissions = manifest.get("permissions", {})
    external = permissions.get("external") or {}
    customers = {remote.get("key") for remote in manifest.get("remotes", []) if "configurable" in remote}
    for side, entries in external.get("fetch", {}).items():
        for entry in entries:
            if isinstance(entry, dict) and entry.get("remote") in customers:
                yield f"external.fetch.{side} names a customer-managed remote, which Forge refuses. Remove it."
    allowed = bool((external.get("configurable") or {}).get("enabled"))
    if customers and not allowed:
        yield "a customer-managed remote needs permissions.external.configurable.enabled: true."
    if allowed and not customers:
        yield "external.configurable cannot be taken back in production, and no remote needs it. Remove it."
    if set(external) - {"configurable"}:
        yield "permissions.external opens more than the app needs. Remove all but configurable."
    if permissions.get("content"):
        yield "permissions.content allows inline styles or scripts. The pages need none: remove it."


def places(manifest: Manifest) -> Iterator[str]:
    """Each module that shows something has a page of its own and an endpoint behind it."""
    folders = {resource.get("key"): resource.get("path") for resource in manifest.get("resources", [])}
    endpoints = {one.get("key") for one in manifest.get("modules", {}).get("endpoint", [])}
    for kind, module in pages(manifest):
        if module.get("resource") not in folders:
            yield f"{kind} {module.get('key')} shows a resource that does not exist."
        if module.get("resolver", {}).get("endpoint") not in endpoints:
            yield f"{kind} {module.get('key')} has no endpoint behind it: its panel could call nothing."
    if len(set(folders.values())) != len(folders):
        yield "two resources share a folder."


CHECKS: Final[tuple[Callable[[Manifest], Iterator[str]], ...]] = (
    app, remotes, tokens, scopes, egress, places
)  # fmt: skip


def _scopes(manifest: Manifest) -> list[str]:
    return list(manifest.get("permissions", {}).get("scopes", []))


def _wants(endpoint: Mapping[str, Any], token: str) -> bool:
    return bool(endpoint.get("auth", {}).get(token, {}).get("enabled"))


def _product(kind: str) -> str:
    """`macro` is Confluence's without saying so."""
    return kind.partition(":")[0] if ":" in kind else "confluence"


def _is_of(product: str, scope: str) -> bool:
    return product in scope
