"""Engines against a fake of the vendors that somebody else wrote (npm: @copilotkit/aimock), beside our own.

Its Bedrock stream is not one that AWS's SDK reads, so Bedrock has our own fake alone (tests/fakes/providers).
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from plugin.ai.catalogue import Entry
from plugin.ai.port import Draft, Limits, Task
from plugin.ai.providers.build import build
from plugin.errors import EngineFault
from plugin.policy.model import Destination
from tests.fakes.documents import description, masked
from tests.node.judge import HERE

TEXT = "The label printer at gate 4 prints every label of the second shift twice."
GOOD = {"sections": [{"kind": "problem", "sentences": [{"text": TEXT, "cites": [1], "uncertain": False}]}]}
FIXTURES: list[dict[str, Any]] = [
    {"match": {"userMessage": "case-good"}, "response": {"content": json.dumps(GOOD)}},
    {"match": {"userMessage": "case-words"}, "response": {"content": "I would rather tell you in my own words."}},
    {"match": {"userMessage": "cannot be used"}, "response": {"content": "I still would."}},
    {
        "match": {"userMessage": "case-cut"},
        "response": {"content": json.dumps(GOOD)},
        "truncateAfterChunks": 5,
        "chunkSize": 20,
        "latency": 30,
    },
    {
        "match": {"userMessage": "case-busy"},
        "response": {"error": {"message": "slow down", "type": "rate_limit_error"}, "status": 429},
    },
    {
        "match": {"userMessage": "case-away"},
        "response": {"error": {"message": "overloaded", "type": "server_error"}, "status": 503},
    },
    {
        "match": {"userMessage": "case-key"},
        "response": {"error": {"message": "no such key", "type": "authentication_error"}, "status": 401},
    },
]
VENDORS = {"openai": "/v1", "compatible": "/v1", "azure": "", "anthropic": ""}


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fake's address; it ends with the module."""
    folder = tmp_path_factory.mktemp("aimock")
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": FIXTURES}), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = HERE / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
    asked = ["node", str(command), "-p", str(port), "-f", str(folder / "fixtures.json"), "--strict"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if re.search(rf":{port}\b", line):
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def answer(vendor: str, url: str, case: str) -> Draft:
    """What an engine makes of one case."""
    engine = build(
        Entry(
            "embedded",  # the documents of these tests permit this one
            vendor,
            "a-model",
            Destination.IN_PROCESS,
            base_url=url + VENDORS[vendor],
            api_version="2026-10-01",
            private_addresses=True,
            key="sk-test-1234567890",
        )
    )
    try:
        return engine.complete(masked(description(f"{TEXT} {case}"))[0], Task("summarise"), Limits(4))
    finally:
        engine.close()


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_answer(aimock: str, vendor: str) -> None:
    """A streamed answer by the schema becomes a draft with its source and its tokens."""
    draft = answer(vendor, aimock, "case-good")
    (section,) = draft.sections
    assert [(s.text, s.cites) for s in section.sentences] == [(TEXT, ("description",))]
    if vendor != "anthropic":  # for which it reports none
        assert draft.usage.tokens_in > 0
        assert draft.usage.tokens_out > 0


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("case-words", "engine_answer_invalid"),
        ("case-cut", "engine_cut_off"),
        ("case-busy", "engine_rate_limited"),
        ("case-away", "engine_unreachable"),
        ("case-key", "engine_misconfigured"),
    ],
)
def test_faults(aimock: str, vendor: str, case: str, code: str) -> None:
    """What goes wrong has its own code, as with our own fakes."""
    with pytest.raises(EngineFault) as caught:
        answer(vendor, aimock, case)
    assert caught.value.code == code
