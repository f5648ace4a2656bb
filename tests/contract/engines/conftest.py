"""Every engine over its provider: the vendors' SDKs against servers on this machine, and the fake without one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from plugin.ai.catalogue import Entry
from plugin.ai.prompted import PromptedEngine
from plugin.ai.providers.build import build
from plugin.policy.model import Destination
from tests.fakes.providers.inprocess import MODEL, FakeProvider
from tests.fakes.providers.server import FakeServer, serving
from tests.fakes.providers.wire import AnthropicWire, BedrockWire, OpenAIWire, Wire

WIRES: dict[str, tuple[Callable[[], Wire], str]] = {
    "openai": (OpenAIWire, "/v1"),
    "azure": (OpenAIWire, ""),
    "compatible": (OpenAIWire, "/v1"),
    "anthropic": (AnthropicWire, ""),
    "bedrock": (BedrockWire, ""),
}
KEY = "sk-test-1234567890"


@dataclass
class Bench:
    """An engine, and what stands on the other side of it."""

    provider: str
    engine: PromptedEngine
    other_side: FakeServer | FakeProvider
    model: str

    def play(self, *scripts: Any) -> None:
        """What the provider answers from now on."""
        self.other_side.play(*scripts)

    @property
    def asked(self) -> int:
        """How often it was asked since."""
        return len(self.other_side.asked)


def entry(provider: str, url: str, **changes: Any) -> Entry:
    """An entry of the catalogue for a server on this machine."""
    fields: dict[str, Any] = {
        "name": "embedded",  # the documents of these tests permit this one
        "provider": provider,
        "model": "a-model",
        "destination": Destination.IN_PROCESS,
        "base_url": url,
        "region": "eu-central-1",
        "api_version": "2026-10-01",
        "private_addresses": True,
        "key": "" if provider == "bedrock" else KEY,
    }
    return Entry(**{**fields, **changes})


@pytest.fixture(scope="session")
def _aws() -> Iterator[None]:
    """Credentials that are nobody's, so that the chain ends before it asks a network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAFAKEFAKEFAKEFAKE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nobody's")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.delenv("AWS_PROFILE", raising=False)
        yield


@pytest.fixture(scope="module", params=["fake", *WIRES])
def bench(request: pytest.FixtureRequest, _aws: None) -> Iterator[Bench]:
    """Each engine in turn."""
    if request.param == "fake":
        provider = FakeProvider()
        engine = PromptedEngine(
            name="embedded",
            model="a-model",
            destination=Destination.IN_PROCESS,
            provider=provider,
            max_input_tokens=8000,
            max_output_tokens=1000,
        )
        yield Bench("fake", engine, provider, MODEL)
        return
    make, path = WIRES[request.param]
    with serving(make()) as server:
        engine = build(entry(request.param, server.url + path))
        yield Bench(request.param, engine, server, server.wire.model or "a-model")
        server.closing.set()  # readers that were abandoned end with their connections
        for thread in threading.enumerate():
            if thread.name == "engine-reader":
                thread.join(10)
        engine.close()
