"""What the site asks of an app's descriptor before it sends anything: Connect's rules, checked on our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from plugin.sandbox.errors import SandboxError

_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MODULE_KEY = re.compile(r"[A-Za-z0-9-]{1,100}")
_SCOPES: Final = frozenset(
    ("READ", "WRITE", "DELETE", "PROJECT_ADMIN", "SPACE_ADMIN", "ADMIN", "ACT_AS_USER", "ACCESS_EMAIL_ADDRESSES")
)
_CALLBACKS: Final = ("installed", "uninstalled")
_MIGRATIONS: Final = ("gdpr", "signed-install", "context-qsh")


def check(descriptor: object, plugin_url: str, product: str) -> dict[str, Any]:
    """Return the descriptor if a product would take it.

    Args:
        descriptor: parsed JSON.
        plugin_url: the address under which the app's descriptors were found.
        product: `jira` or `confluence`; its base URL must be `<plugin_url>/<product>`.

    Raises:
        SandboxError: names every rule that is broken.
    """
    if not isinstance(descriptor, dict):
        raise SandboxError("The descriptor is not a JSON object.")
    faults = [*_head(descriptor, f"{plugin_url.rstrip('/')}/{product}"), *_modules(descriptor.get("modules", {}))]
    if faults:
        raise SandboxError(f"The descriptor is refused: {'; '.join(faults)}.")
    return descriptor


def modules(descriptor: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the modules of a kind, in order; empty where there are none."""
    found = descriptor.get("modules", {}).get(kind, [])
    return [found] if isinstance(found, dict) else list(found)


def module(descriptor: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Return the module of a key, or None."""
    every = (each for kind in descriptor.get("modules", {}) for each in modules(descriptor, kind))
    return next((each for each in every if each.get("key") == key), None)


def page_address(found: dict[str, Any]) -> str:
    """Return a module's address relative to the base URL, with its variables; empty where it shows no page."""
    target = found.get("target")
    return str(found.get("url") or (target.get("url") if isinstance(target, dict) else "") or "")


def _head(descriptor: dict[str, Any], expected_base: str) -> Iterator[str]:
    if not _KEY.fullmatch(str(descriptor.get("key", ""))):
        yield "key is missing or malformed"
    base = str(descriptor.get("baseUrl", "")).rstrip("/")
    if base != expected_base or urlsplit(base).scheme not in {"http", "https"}:
        yield f"baseUrl is not {expected_base}"
    if descriptor.get("authentication") != {"type": "jwt"}:
        yield "authentication is not jwt"
    lifecycle = descriptor.get("lifecycle")
    for name in _CALLBACKS:
        if not isinstance(lifecycle, dict) or not str(lifecycle.get(name, "")).startswith("/"):
            yield f"lifecycle.{name} is not a path"
    strange = {str(scope) for scope in descriptor.get("scopes", ())} - _SCOPES
    if strange:
        yield f"unknown scopes {', '.join(sorted(strange))}"
    migrations = descriptor.get("apiMigrations")
    for name in _MIGRATIONS:
        if not isinstance(migrations, dict) or migrations.get(name) is not True:
            yield f"apiMigrations.{name} is not true"


def _modules(found: object) -> Iterator[str]:
    if not isinstance(found, dict):
        yield "modules is not an object"
        return
    seen: set[str] = set()
    for kind, entries in found.items():
        if kind == "webhooks":
            continue  # without keys
        for entry in [entries] if isinstance(entries, dict) else entries:
            key = entry.get("key") if isinstance(entry, dict) else None
            if not isinstance(key, str) or not _MODULE_KEY.fullmatch(key) or key in seen:
                yield f"a module of {kind} has no key of its own"
                continue
            seen.add(key)
            if not isinstance(entry.get("name"), dict):
                yield f"{key} has no name"
            if page_address(entry) and not page_address(entry).startswith("/"):
                yield f"the address of {key} is not relative to baseUrl"
