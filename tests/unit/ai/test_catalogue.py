"""The catalogue: what an operator writes is checked when it is read, and what is wrong is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plugin.ai.catalogue import Entry, listed, load
from plugin.ai.port import Usage
from plugin.errors import SettingsError
from plugin.policy.model import Destination

GOOD = """
engines:
  - name: azure-eu
    provider: azure
    model: our-deployment
    base_url: https://ours.openai.azure.com/
    api_version: "2026-10-01"
    destination: contracted
    region: Sweden
    retention_days: 0
    trains: false
    prices: {as_of: "2026-11-20", currency: EUR, input: 2.5, output: 10, cached: 0.25}
  - name: ours
    provider: compatible
    model: some-model
    base_url: http://vllm.internal:8000/v1
    destination: own_network
    private_addresses: true
"""
KEYS = {"AZURE_EU": "sk-1"}


def read(tmp_path: Path, text: str, keys: dict[str, str] | None = None) -> tuple[Entry, ...]:
    """What is read of a file with this text."""
    path = tmp_path / "engines.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, KEYS if keys is None else keys)


def test_good(tmp_path: Path) -> None:
    """Every fact is read; keys come from elsewhere and are shown nowhere."""
    azure, ours = read(tmp_path, GOOD)
    assert (azure.name, azure.base_url, azure.key) == ("azure-eu", "https://ours.openai.azure.com", "sk-1")
    assert (azure.destination, azure.retention_days, azure.trains) == (Destination.CONTRACTED, 0, False)
    assert azure.prices
    assert azure.prices.as_of == date(2026, 11, 20)
    assert (ours.key, ours.trains, ours.retention_days) == ("", None, None)
    assert "sk-1" not in repr(azure)
    assert "sk-1" not in str(listed([azure, ours]))


def test_cost(tmp_path: Path) -> None:
    """What was read from the provider's cache costs its own price; without prices nothing is claimed."""
    azure, ours = read(tmp_path, GOOD)
    assert azure.cost(Usage(1_000_000, 100_000, 400_000)) == Decimal("1.5") + Decimal("0.1") + Decimal("1.0")
    assert ours.cost(Usage(10, 10, 0)) is None


def test_none() -> None:
    """Without a file there is no engine beside the embedded one."""
    assert load(None, {}) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("provider: azure", "provider: magic"), "engines/0/provider"),
        (("name: azure-eu", "name: embedded"), "engines/0/name"),
        (("name: ours", "name: azure.eu"), "two engines"),
        (("trains: false", "training: false"), "engines/0"),
        (("destination: contracted", "destination: in_process"), "destination"),
        (('api_version: "2026-10-01"', ""), "api_version"),
        (("https://ours.openai", "http://ours.openai"), "https"),
        (("https://ours.openai.azure.com/", "https://10.0.0.8/"), "private network"),
        (("destination: contracted", "destination: own_network"), "not your own network"),
        (("2026-11-20", "2026-13-20"), "no date"),
        (("engines:", "engine:"), "VOUCH_ENGINES"),
        (("engines:", "engines: ["), "cannot be read"),
    ],
)
def test_wrong(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    """A mistake stops the start, and the message says where it is."""
    assert change[0] in GOOD
    with pytest.raises(SettingsError, match=said):
        read(tmp_path, GOOD.replace(*change))


def test_keys(tmp_path: Path) -> None:
    """A key that is missing, or that belongs to no engine, stops the start by its variable's name."""
    with pytest.raises(SettingsError, match="VOUCH_ENGINE_KEY_AZURE_EU is missing"):
        read(tmp_path, GOOD, {})
    with pytest.raises(SettingsError, match="VOUCH_ENGINE_KEY_AZUR"):
        read(tmp_path, GOOD, {**KEYS, "AZUR": "x"})
    with pytest.raises(SettingsError, match="VOUCH_ENGINE_KEY_X"):
        load(None, {"X": "x"})
    with pytest.raises(SettingsError, match="VOUCH_ENGINES"):
        load(tmp_path / "missing.yaml", {})
