"""From an entry of the catalogue to an engine; the vendor's SDK is imported here and only now."""

from __future__ import annotations

import logging
from collections.abc import Callable

from plugin.ai.catalogue import Entry, key_name
from plugin.ai.prompted import PromptedEngine
from plugin.ai.providers.address import AddressRefused
from plugin.ai.providers.base import Provider
from plugin.errors import SettingsError

# The SDKs log whole requests when they are asked to; nobody may ask them here.
for _name in ("openai", "anthropic", "httpx", "httpx2", "httpcore", "httpcore2", "boto3", "botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_EXTRAS = {
    "openai": "openai",
    "azure": "openai",
    "compatible": "openai",
    "anthropic": "anthropic",
    "bedrock": "bedrock",
}


def build(entry: Entry) -> PromptedEngine:
    """Return the engine.

    Raises:
        SettingsError: the extra is not installed, or the address is refused.
    """
    return PromptedEngine(
        name=entry.name,
        model=entry.model,
        destination=entry.destination,
        provider=provider(entry),
        max_input_tokens=entry.max_input_tokens,
        max_output_tokens=entry.max_output_tokens,
        max_run_tokens=entry.max_run_tokens,
    )


def provider(entry: Entry) -> Provider:
    """Return the vendor's interface for an entry; raises as `build`."""
    try:
        return _MAKERS[entry.provider](entry)
    except ModuleNotFoundError as fault:
        extra = _EXTRAS[entry.provider]
        raise SettingsError(f"the engine {entry.name} needs the extra: pip install 'vouch[{extra}]'") from fault
    except AddressRefused as fault:
        raise SettingsError(f"VOUCH_ENGINES: the address of {entry.name} {fault}") from fault


def _openai(entry: Entry) -> Provider:
    from plugin.ai.providers.openai_api import OpenAIProvider  # noqa: PLC0415 (an extra)

    return OpenAIProvider(
        model=entry.model,
        base_url=entry.base_url,
        key=entry.key,
        private=entry.private_addresses,
        azure_version=entry.api_version if entry.provider == "azure" else "",
        structured=entry.structured,
        hosted=entry.provider != "compatible",
        temperature=entry.temperature,
    )


def _anthropic(entry: Entry) -> Provider:
    from plugin.ai.providers.anthropic_api import AnthropicProvider  # noqa: PLC0415 (an extra)

    return AnthropicProvider(
        model=entry.model,
        base_url=entry.base_url,
        key=entry.key,
        private=entry.private_addresses,
        structured=entry.structured,
        temperature=entry.temperature,
    )


def _bedrock(entry: Entry) -> Provider:
    from plugin.ai.providers.bedrock import BedrockProvider  # noqa: PLC0415 (an extra)

    if entry.key:
        raise SettingsError(f"VOUCH_ENGINE_KEY_{key_name(entry.name)}: Bedrock takes AWS's own credentials, not a key")
    return BedrockProvider(
        model=entry.model,
        region=entry.region,
        endpoint=entry.base_url,
        private=entry.private_addresses,
        structured=entry.structured,
        temperature=entry.temperature,
    )


_MAKERS: dict[str, Callable[[Entry], Provider]] = {
    "openai": _openai,
    "azure": _openai,
    "compatible": _openai,
    "anthropic": _anthropic,
    "bedrock": _bedrock,
}
