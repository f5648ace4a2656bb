"""What leaves the machine: to the configured address only, with the configured key, the laid-out item and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.host.model import Audience
from plugin.ai.port import Length, Limits, Task
from plugin.ai.providers.build import build
from plugin.errors import EngineFault, SettingsError
from tests.contract.engines.conftest import KEY, WIRES, entry
from tests.fakes.documents import ADA, comment, description, masked
from tests.fakes.providers.script import answer
from tests.fakes.providers.server import Asked, FakeServer, serving

TASK = Task("summarise", Audience.AGENT, Length.STANDARD, "de")
GOOD = answer(("It failed.", [1]))


@pytest.fixture(params=WIRES)
def server(request: pytest.FixtureRequest, _aws: None) -> Iterator[tuple[str, FakeServer, str]]:
    """A server of each vendor, and the path of its API."""
    make, path = WIRES[request.param]
    with serving(make()) as server:
        server.play(GOOD)
        yield request.param, server, server.url + path


def ask(provider: str, url: str, **changes: Any) -> None:
    """Let an engine answer over one document."""
    document = masked(
        description("Checkout fails. Mail ada@example.com.", "It\u200b broke\u202e today."),
        comment(1, "Rolled back by Ada Byron."),
        effect="mask",
    )[0]
    engine = build(entry(provider, url, **changes))
    try:
        engine.complete(document, TASK, Limits(8))
    finally:
        engine.close()


def sent(asked: Asked) -> str:
    """Everything of a request as text."""
    return json.dumps(asked.body, ensure_ascii=False)


def test_address_and_key(server: tuple[str, FakeServer, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The configured address and key hold, whatever the SDK's own variables say; no cookie or proxy goes along."""
    provider, fake, url = server
    for name in ("OPENAI_BASE_URL", "OPENAI_ENDPOINT", "ANTHROPIC_BASE_URL", "AZURE_OPENAI_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/elsewhere")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "AZURE_OPENAI_API_KEY"):
        monkeypatch.setenv(name, "somebody-elses")
    ask(provider, url)
    (asked,) = fake.asked
    paths = {
        "openai": r"/v1/chat/completions",
        "azure": r"/openai/deployments/a-model/chat/completions\?api-version=2026-10-01",
        "compatible": r"/v1/chat/completions",
        "anthropic": r"/v1/messages",
        "bedrock": r"/model/a-model/converse-stream",
    }
    assert re.fullmatch(paths[provider], asked.path)
    assert "somebody-elses" not in str(asked.headers)
    assert "cookie" not in asked.headers
    if provider != "bedrock":
        assert KEY in str(asked.headers)
    assert KEY not in sent(asked)


def test_content(server: tuple[str, FakeServer, str]) -> None:
    """Placeholders instead of names and addresses, no account id, no invisible character, no tool."""
    provider, fake, url = server
    ask(provider, url)
    text = sent(fake.asked[0])
    assert "Checkout fails. Mail [EMAIL_" in text
    for absent in ("Ada", "ada@example.com", ADA.account_id, "\u200b", "\u202e", "\\u200b", '"tools"', "toolConfig"):
        assert absent not in text
    assert "It broke today." in text


def test_shape(server: tuple[str, FakeServer, str]) -> None:
    """Schema, limit of tokens and model are sent as each vendor names them; the prompt names the language."""
    provider, fake, url = server
    ask(provider, url)
    body = fake.asked[0].body
    if provider == "bedrock":
        structure = body["outputConfig"]["textFormat"]["structure"]["jsonSchema"]
        schema, limit, system = json.loads(structure["schema"]), body["inferenceConfig"]["maxTokens"], body["system"]
    elif provider == "anthropic":
        schema, limit, system = body["output_config"]["format"]["schema"], body["max_tokens"], body["system"]
        assert (body["model"], body["stream"]) == ("a-model", True)
        assert ["cache_control" in part for part in system] == [True, False]
    else:
        wanted = body["response_format"]["json_schema"]
        schema, system = wanted["schema"], body["messages"][0]
        limit = body["max_tokens" if provider == "compatible" else "max_completion_tokens"]
        assert (wanted["strict"], body["stream_options"]) == (True, {"include_usage": True})
    assert schema["properties"]["sections"]["items"]["properties"]["kind"]["enum"] == [
        "problem",
        "happened",
        "open",
        "latest",
    ]
    assert "maxItems" not in json.dumps(schema)
    assert limit == 4000
    assert "German (de)" in json.dumps(system)
    assert "temperature" not in json.dumps(body)


def test_options(server: tuple[str, FakeServer, str]) -> None:
    """A server that cannot constrain its answer is not asked to; a temperature is sent where it is set."""
    provider, fake, url = server
    ask(provider, url, structured="prompt", temperature=0.0)
    text = sent(fake.asked[0])
    assert "json_schema" not in text
    assert '"temperature": 0.0' in text


def test_private_addresses(server: tuple[str, FakeServer, str]) -> None:
    """Without the operator's leave an address of the own network is refused before a byte goes there."""
    provider, fake, url = server
    with pytest.raises(SettingsError):  # plain http, and a literal address
        build(entry(provider, url, private_addresses=False))
    assert fake.asked == []


@pytest.mark.usefixtures("_aws")
@pytest.mark.parametrize("provider", WIRES)
def test_rebinding(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads into the own network when it is connected to is refused, once, without a connection."""
    make, _ = WIRES[provider]
    with serving(make()) as fake:
        fake.play(GOOD)
        port = fake.url.rpartition(":")[2]
        asked: list[str] = []

        def rebound(host: str, port: int) -> list[str]:
            del port
            asked.append(host)
            return ["127.0.0.1"]

        monkeypatch.setattr("plugin.ai.providers.transport.permitted", with_resolver(rebound))
        monkeypatch.setattr("plugin.ai.providers.bedrock.permitted", with_resolver(rebound))
        with pytest.raises(EngineFault) as caught:
            ask(provider, f"https://engine.example.com:{port}", private_addresses=False)
        assert caught.value.code == "engine_misconfigured"
        assert "private network" in caught.value.detail
        assert (asked, fake.asked) == (["engine.example.com"], [])


def with_resolver(rebound: Any) -> Any:
    """The real check over a resolver of the test."""
    from plugin.ai.providers.address import permitted  # noqa: PLC0415

    def checked(host: str, port: int, *, private: bool, plain: bool, resolve: Any = None) -> list[str]:
        del resolve
        return permitted(host, port, private=private, plain=plain, resolve=rebound)

    return checked


@pytest.mark.parametrize("provider", ["openai", "anthropic", "compatible"])
def test_nobody_listens(provider: str) -> None:
    """An address where nothing answers is a passing fault with its own code."""
    with pytest.raises(EngineFault) as caught:
        ask(provider, "http://127.0.0.1:9")
    assert caught.value.code == "engine_unreachable"
