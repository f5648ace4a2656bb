"""The Forge app: the manifest with its variables filled in, and the pages that its modules show.

The manifest stays text from end to end, so that what an administrator reads before deploying has its comments: each
scope stands beside the call that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from string import Template
from typing import Any, Final

import yaml

APP_NAME: Final = "Vouch"
REMOTE: Final = "vouch"
REGIONS: Final = ("AU", "CA", "CH", "DE", "EU", "GB", "IN", "JP", "KR", "SG", "US")

_OWN_EXTERNAL = "  external: {}"


class Form(StrEnum):
    """Whose the remote's address is: fixed in the manifest, or entered by an administrator of each site."""

    OWN = "own"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class ForgePage:
    """One static page of the app, in a folder of its own.

    Attributes:
        key: of the module that opens it, and of its resource.
        product: `jira` or `confluence`.
        surface: which of the server's pages it is, as the panels name it (`bootstrap?surface=`).
    """

    key: str
    product: str
    surface: str


PAGES: Final = (
    ForgePage("vouch-context", "jira", "context"),
    ForgePage("vouch-content", "jira", "content"),
    ForgePage("vouch-admin", "jira", "admin"),
    ForgePage("vouch-project", "jira", "project"),
    ForgePage("vouch-byline", "confluence", "byline"),
    ForgePage("vouch-write", "confluence", "write"),
    ForgePage("vouch-summary", "confluence", "macro"),
    ForgePage("vouch-space", "confluence", "space"),
    ForgePage("vouch-settings", "confluence", "admin"),
)


def render(
    form: Form, *, app_id: str, public_url: str, name: str = APP_NAME, regions: Mapping[str, str] | None = None
) -> str:
    """Return manifest.yml in one of its forms, with its comments.

    Args:
        form: with a fixed remote, or with one that each site's administrator enters.
        app_id: `ari:cloud:ecosystem::app/<uuid>`, as `forge register` gave it.
        public_url: where Atlassian reaches the server; not used by the shared form.
        name: what people read above the panels.
        regions: addresses by Atlassian's code of a region, beside the one above; only of a fixed remote.

    Raises:
        ValueError: regions for a remote that cannot have any.
    """
    text = files(__package__).joinpath("manifest.yml").read_text(encoding="utf-8")
    if form is Form.SHARED:
        if regions:
            raise ValueError("a customer-managed remote has no regions")
        text = _with_shared_remote(text)
    elif regions:
        text = text.replace('    baseUrl: "${public_url}"', _by_region(regions))
    return Template(text).substitute(
        app_id=_plain(app_id), name=_plain(name), public_url=_plain(public_url.rstrip("/"))
    )


def read(text: str) -> dict[str, Any]:
    """Return a manifest's content.

    Raises:
        ValueError: it is not YAML, or not a mapping.
    """
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise ValueError("the manifest is not YAML") from fault
    if not isinstance(loaded, dict):
        raise ValueError("the manifest is not a mapping")  # noqa: TRY004 (the text is wrong, not its type)
    return loaded


def _with_shared_remote(text: str) -> str:
    """Put shared.yml's two blocks in the place of the fixed remote and of the empty `external`."""
    shared = files(__package__).joinpath("shared.yml").read_text(encoding="utf-8")
    remotes, external = shared[shared.index("remotes:") :].split("external:\n")
    before, _, rest = text.partition("remotes:\n")
    after = rest[rest.index("\npermissions:") :]
    indented = "".join(f"\n  {line}" for line in external.splitlines())
    return (before + remotes + after).replace(_OWN_EXTERNAL, f"  external:{indented}", 1)


def _by_region(regions: Mapping[str, str]) -> str:
    addresses = {"default": "${public_url}"} | {code: _plain(url.rstrip("/")) for code, url in sorted(regions.items())}
    return "    baseUrl:\n" + "\n".join(f'      {code}: "{url}"' for code, url in addresses.items())


def _plain(value: str) -> str:
    """A value as it may stand between the manifest's double quotes."""
    if any(mark in value for mark in '"\\\n\r'):
        raise ValueError("quotes, backslashes and line breaks cannot stand in the manifest")
    return value
