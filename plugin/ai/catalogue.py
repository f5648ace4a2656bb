"""The engines that an operator has set up: where each is, where it sends text, what is known of it, what it costs.

Read from one YAML file (`VOUCH_ENGINES`, docs/engines.md). Names of models stand there and nowhere in the code; keys
stand in neither: each comes from a variable of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator

from plugin.ai.port import Usage
from plugin.ai.providers.address import AddressRefused, check_url
from plugin.errors import SettingsError
from plugin.policy.model import Destination

BASE_URLS = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}
# Nobody's own network: an engine there that claims otherwise would get text that must not leave.
_OUTSIDE = ("openai.com", "anthropic.com", "amazonaws.com", "azure.com", "googleapis.com")
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, as of a date."""

    as_of: date
    currency: str
    input: Decimal
    output: Decimal
    cached: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One engine of the catalogue.

    Attributes:
        name: as policy documents write it.
        provider: `openai`, `azure`, `compatible`, `anthropic` or `bedrock`.
        model: as the provider names it.
        destination: where text goes.
        base_url: of the provider; empty for Bedrock's own address in the region.
        region: where it is processed, in the operator's words; for Bedrock the region of AWS.
        retention_days: that the provider keeps what it was sent; None where nobody said.
        trains: whether it is used for training; None where nobody said.
        private_addresses: whether it may be reached in the own network.
        structured: how far the server constrains the answer: `schema`, `object`, or `prompt` (not at all).
        max_input_tokens, max_run_tokens: estimated tokens of an item's text in one call, and in all calls of a run.
        concurrency: requests at once for one tenant.
        judge: another engine that judges what this one writes; empty for none.
        tenant_keys: whether each tenant brings its own key; where it does not, `key` holds, if there is one.
        key: empty where none is wanted; never shown.
    """

    name: str
    provider: str
    model: str
    destination: Destination
    base_url: str = ""
    api_version: str = ""
    region: str = ""
    retention_days: int | None = None
    trains: bool | None = None
    private_addresses: bool = False
    structured: str = "schema"
    temperature: float | None = None
    max_input_tokens: int = 24_000
    max_output_tokens: int = 4_000
    max_run_tokens: int = 300_000
    concurrency: int = 4
    judge: str = ""
    tenant_keys: bool = False
    prices: Prices | None = None
    key: str = field(default="", repr=False)

    def cost(self, usage: Usage) -> Decimal | None:
        """Return what these tokens cost, in the currency of the prices; None where there are no prices."""
        if self.prices is None:
            return None
        fresh = max(usage.tokens_in - usage.tokens_cached, 0)
        spent = (
            fresh * self.prices.input + usage.tokens_cached * self.prices.cached + usage.tokens_out * self.prices.output
        )
        return spent / _MILLION


def load(path: Path | None, keys: Mapping[str, str]) -> tuple[Entry, ...]:
    """Read the catalogue; empty without a path.

    Args:
        path: of the YAML file.
        keys: the part of the variable's name after `VOUCH_ENGINE_KEY_`, and the key.

    Raises:
        SettingsError: the file is not there or wrong, or a key belongs to no engine; names what to change.
    """
    if path is None:
        entries: tuple[Entry, ...] = ()
    else:
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
            raise SettingsError(f"VOUCH_ENGINES names a file that cannot be read ({type(fault).__name__})") from fault
        entries = _entries(data, keys)
    known = {key_name(entry.name) for entry in entries}
    stray = sorted(set(keys) - known)
    if stray:
        raise SettingsError(f"VOUCH_ENGINE_KEY_{stray[0]} is the key of no engine in the file of VOUCH_ENGINES")
    return entries


def key_name(engine: str) -> str:
    """Return the end of the variable that holds an engine's key: `azure-eu` -> `AZURE_EU`."""
    return "".join(c if c.isalnum() else "_" for c in engine.upper())


def _entries(data: object, keys: Mapping[str, str]) -> tuple[Entry, ...]:
    error = next(iter(_validator().iter_errors(data)), None)
    if error is not None or not isinstance(data, dict):
        where = "/".join(str(part) for part in error.absolute_path) if error else ""
        raise SettingsError(f"VOUCH_ENGINES: {where or 'the file'}: {error.message[:200] if error else 'is empty'}")
    entries = tuple(_entry(said, keys) for said in data["engines"])
    names = [key_name(entry.name) for entry in entries]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise SettingsError(f"VOUCH_ENGINES: two engines are called {twice[0].lower()}")
    known = {entry.name for entry in entries}
    for entry in entries:
        if entry.judge and (entry.judge not in known or entry.judge == entry.name):
            raise SettingsError(f"VOUCH_ENGINES: the judge of {entry.name} must be another engine of the file")
    return entries


def _entry(said: Mapping[str, Any], keys: Mapping[str, str]) -> Entry:
    plain = {name: value for name, value in said.items() if name not in {"destination", "prices"}}
    plain.setdefault("base_url", BASE_URLS.get(said["provider"], ""))
    entry = Entry(
        **{**plain, "base_url": plain["base_url"].rstrip("/")},
        destination=Destination(said["destination"]),
        prices=_prices(said["prices"]) if "prices" in said else None,
        key=keys.get(key_name(said["name"]), ""),
    )
    _check(entry)
    return entry


def _check(entry: Entry) -> None:
    if not entry.base_url:
        host = "amazonaws.com"
    else:
        try:
            host = check_url(entry.base_url, private=entry.private_addresses).hostname or ""
        except AddressRefused as fault:
            raise SettingsError(f"VOUCH_ENGINES: the base_url of {entry.name} {fault}") from fault
    outside = any(host == end or host.endswith(f".{end}") for end in _OUTSIDE)
    if outside and entry.destination is Destination.OWN_NETWORK:
        raise SettingsError(f"VOUCH_ENGINES: {entry.name} is at {host}, which is not your own network")
    if entry.tenant_keys and entry.provider == "bedrock":
        raise SettingsError(f"VOUCH_ENGINES: {entry.name} takes AWS's own credentials, so no tenant can bring a key")
    if entry.provider in {"openai", "azure", "anthropic"} and not entry.key and not entry.tenant_keys:
        raise SettingsError(f"VOUCH_ENGINE_KEY_{key_name(entry.name)} is missing: the key of {entry.name}")


def _prices(said: Mapping[str, Any]) -> Prices:
    try:
        as_of = date.fromisoformat(said["as_of"])
    except ValueError as fault:
        raise SettingsError(f"VOUCH_ENGINES: {said['as_of']} is no date") from fault
    amount = {name: Decimal(str(said[name])) for name in ("input", "output")}
    return Prices(as_of, said["currency"], **amount, cached=Decimal(str(said.get("cached", said["input"]))))


def listed(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what may be shown of each engine: everything but its key."""
    return [
        {
            "name": entry.name,
            "provider": entry.provider,
            "model": entry.model,
            "address": urlsplit(entry.base_url).hostname or entry.region,
            "destination": entry.destination.value,
            "region": entry.region,
            "retention_days": entry.retention_days,
            "trains": entry.trains,
            "priced_as_of": entry.prices.as_of.isoformat() if entry.prices else None,
        }
        for entry in entries
    ]


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(files("plugin.ai").joinpath("engines.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)
