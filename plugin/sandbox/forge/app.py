"""A packed Forge app, and what the site asks of it before an administrator is asked anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from plugin.sandbox.errors import SandboxError

_APP_ID = re.compile(r"ari:cloud:ecosystem::app/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_TOKEN_SCOPES: Final = {"appUserToken": "read:app-user-token", "appSystemToken": "read:app-system-token"}
# Connect's name of a place that shows modules -> Forge's.
KINDS: Final = {
    ("jira", "jiraIssueContexts"): "jira:issueContext",
    ("jira", "jiraIssueContents"): "jira:issuePanel",
    ("jira", "adminPages"): "jira:adminPage",
    ("jira", "jiraProjectAdminTabPanels"): "jira:projectSettingsPage",
    ("confluence", "contentBylineItems"): "confluence:contentBylineItem",
    ("confluence", "webItems"): "confluence:contentAction",
    ("confluence", "dynamicContentMacros"): "macro",
    ("confluence", "spaceToolsTabs"): "confluence:spaceSettings",
    ("confluence", "adminPages"): "confluence:globalSettings",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One entry of the manifest's modules, with the kind that it stands under."""

    kind: str
    entry: dict[str, Any]

    @property
    def key(self) -> str:
        """Its key."""
        return str(self.entry["key"])

    @property
    def product(self) -> str:
        """The product that shows it."""
        return "jira" if self.kind.startswith("jira:") else "confluence"


@dataclass(frozen=True, slots=True)
class ForgeApp:
    """An app as its folder has it."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        """The app's ARI."""
        return str(self.manifest["app"]["id"])

    @property
    def scopes(self) -> list[str]:
        """What it asks for."""
        return [str(scope) for scope in self.manifest.get("permissions", {}).get("scopes", [])]

    def modules(self, kind: str) -> list[Module]:
        """The modules of a kind, in order."""
        return [Module(kind, entry) for entry in self.manifest["modules"].get(kind, [])]

    def module(self, key: str) -> Module | None:
        """The module of a key that shows something, or None."""
        return next((each for kind in KINDS.values() for each in self.modules(kind) if each.key == key), None)

    def resource(self, key: str) -> Path | None:
        """The folder of a resource, or None."""
        found = next((each for each in self.manifest.get("resources", []) if each.get("key") == key), None)
        return (self.folder / str(found["path"])).resolve() if found else None

    def endpoint(self, key: str) -> dict[str, Any]:
        """The endpoint of a key.

        Raises:
            SandboxError: there is none.
        """
        for entry in self.manifest["modules"].get("endpoint", []):
            if entry.get("key") == key:
                return dict(entry)
        raise SandboxError(f"There is no endpoint {key}.")

    def remote_url(self, endpoint: dict[str, Any]) -> str:
        """The base URL of an endpoint's remote."""
        remote = next(each for each in self.manifest["remotes"] if each["key"] == endpoint["remote"])
        base = remote["baseUrl"]
        return str(base["default"] if isinstance(base, dict) else base).rstrip("/")

    def listening(self, event: str) -> list[dict[str, Any]]:
        """The endpoints that an event rings at."""
        return [
            self.endpoint(str(each["endpoint"]))
            for each in self.manifest["modules"].get("trigger", [])
            if event in each.get("events", ()) and "endpoint" in each
        ]

    def wants(self, endpoint: dict[str, Any], token: str) -> bool:
        """Whether a kind of token (`appUserToken`, `appSystemToken`) is sent to an endpoint."""
        asked = endpoint.get("auth", {}).get(token, {}).get("enabled") is True
        return asked and _TOKEN_SCOPES[token] in self.scopes


def read_app(folder: Path) -> ForgeApp:
    """Read a packed app.

    Raises:
        SandboxError: names every rule that is broken.
    """
    try:
        manifest = yaml.safe_load((folder / "manifest.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SandboxError(f"{folder} holds no manifest.yml that can be read.") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("modules"), dict):
        raise SandboxError("The manifest has no modules.")
    app = ForgeApp(folder, manifest)
    faults = [*_head(manifest), *_modules(app)]
    if faults:
        raise SandboxError(f"The manifest is refused: {'; '.join(faults)}.")
    return app


def _head(manifest: dict[str, Any]) -> Iterator[str]:
    if not _APP_ID.fullmatch(str(manifest.get("app", {}).get("id", ""))):
        yield "app.id is not the ARI of an app"
    for remote in manifest.get("remotes", []):
        base = remote.get("baseUrl")
        parts = urlsplit(str(base.get("default") if isinstance(base, dict) else base))
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            yield f"the remote {remote.get('key')} is neither https nor on this machine"


def _modules(app: ForgeApp) -> Iterator[str]:
    endpoints = {entry.get("key") for entry in app.manifest["modules"].get("endpoint", [])}
    remotes = {entry.get("key") for entry in app.manifest.get("remotes", [])}
    for entry in app.manifest["modules"].get("endpoint", []):
        if entry.get("remote") not in remotes:
            yield f"the endpoint {entry.get('key')} has no remote"
    for kind in KINDS.values():
        for module in app.modules(kind):
            folder = app.resource(str(module.entry.get("resource")))
            if folder is None or not (folder / "index.html").is_file():
                yield f"{module.key} has no page"
            if module.entry.get("resolver", {}).get("endpoint") not in endpoints:
                yield f"{module.key} has no endpoint"
