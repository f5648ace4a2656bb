"""The golden set: what counts as said, when a run is worse, and that prompts are those of the recorded run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugin.ai.prompts.library import recorded as prompts
from plugin.errors import EngineFault
from plugin.evaluation.golden.facts import GoldenItem, golden, says
from plugin.evaluation.golden.run import digest, recorded, run, worse
from tests.fakes.documents import comment, description, document
from tests.fakes.engines import FakeEngine


def test_prompts_are_those_of_the_recorded_run() -> None:
    """Whoever changes a prompt runs the set again: `vouch golden run --baseline .../golden/recorded.json`."""
    assert recorded()["prompts"] == {name: said["sha256"] for name, said in prompts().items()}
    assert recorded()["set"] == digest()


def test_the_set() -> None:
    """Thirty items or more of both products, each named once, each with facts."""
    names = [item.name for item in golden()]
    assert len(names) == len(set(names)) >= 30
    assert {item.item.product for item in golden()} == {"jira", "confluence"}
    assert all(len(item.facts) >= 2 for item in golden())


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("400 & pool|connections", "The pool is at 400."),
        ("400 & pool|connections", "Raised to 400  Connections"),
        ("7時間 & 112", "冷蔵室が7時間停止し、112個を廃棄した。"),
    ],
)
def test_said(fact: str, said: str) -> None:
    """What stands together must stand in one sentence; what may stand instead may."""
    assert says(fact, ["Something else.", said])
    assert not says(fact, [])


def test_not_said() -> None:
    """Two sentences that hold a half each say nothing together."""
    assert not says("400 & pool", ["It is at 400.", "The pool is full."])


def kept(**changes: Any) -> dict[str, Any]:
    """A run as it is kept."""
    usual = {"set": "a", "facts": 100, "said": 80, "removed": 2, "sentences": 98, "forbidden": 0, "faults": {}}
    return {**usual, **changes}


@pytest.mark.parametrize(
    "change",
    [{"said": 77}, {"removed": 8, "sentences": 92}, {"forbidden": 1}, {"faults": {"engine_refused": 1}}],
)
def test_worse(change: dict[str, Any]) -> None:
    """Fewer facts, more that does not hold, something forbidden, a fault: each is worse, and is said in words."""
    assert len(worse(kept(**change), kept())) == 1
    assert worse(kept(), kept(**change)) == []


def test_not_worse() -> None:
    """A little less is a model's mood, and another set is not compared."""
    assert worse(kept(said=79), kept()) == []
    assert worse(kept(said=10, set="b"), kept()) == []


def test_a_run() -> None:
    """Facts that are said, what did not hold and what is forbidden are counted; a fault says nothing."""
    item = GoldenItem("jira:PAY-101", ("400 & pool", "PAY-117"), ("approved",))
    text = description(
        "The pool is at 400 connections since Monday morning.", "Approved by nobody so far, said support."
    )
    documents = {item.name: document(text, comment(1, "It works."))}
    engine = FakeEngine(
        said=(("The pool is at 400 connections.", ("description",)), ("It costs 900.", ("description",))) * 2
        + (("Approved by nobody so far.", ("description",)),)
    )
    scores = run(engine, documents, [item]).serialise()
    assert (scores["said"], scores["facts"], scores["forbidden"]) == (1, 2, 1)
    assert (scores["sentences"], scores["removed"]) == (3, 2)
    assert scores["missed"] == {item.name: ["PAY-117"]}
    failed = run(replace(engine, fault=EngineFault(code="engine_refused")), documents, [item]).serialise()
    assert (failed["faults"], failed["said"]) == ({"engine_refused": 1}, 0)
