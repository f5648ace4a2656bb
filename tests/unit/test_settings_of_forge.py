"""The settings of the Forge door: what is not an id of Atlassian's stops the start, by the variable's name."""

from __future__ import annotations

import pytest

from plugin.errors import SettingsError
from plugin.settings import Settings

SITE = "d0d52620-3203-4cfa-8db5-f2587155f0dd"


def read(**environ: str) -> Settings:
    """Settings of a sandbox with these variables."""
    return Settings.from_env({"VOUCH_ENVIRONMENT": "sandbox", "VOUCH_SECRET_KEYS": "A" * 43 + "=", **environ})


def test_sites() -> None:
    """None named is every site; ids may stand in capitals, with commas or blanks between them."""
    assert read().forge_sites == frozenset()
    assert read(VOUCH_FORGE_SITES=f" {SITE.upper()}, 0{SITE[1:]} ").forge_sites == {SITE, f"0{SITE[1:]}"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VOUCH_FORGE_SITES", "your-site.atlassian.net"),
        ("VOUCH_FORGE_APP_ID", SITE),
        ("VOUCH_FORGE_ENVIRONMENT", "production"),
    ],
)
def test_what_is_no_id(name: str, value: str) -> None:
    """A value that could never match is no silent closed door."""
    with pytest.raises(SettingsError, match=name):
        read(**{name: value})
