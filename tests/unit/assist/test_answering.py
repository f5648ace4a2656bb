"""Answers: the engine that was chosen, or the embedded one in its place, and the result says so."""

from __future__ import annotations

import pytest

from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Cancelled, Draft, Limits, Task
from plugin.assist.answering import EMPTY, UNFAITHFUL, Answering, Answers
from plugin.assist.verify import Checked
from plugin.errors import EngineFault
from plugin.policy.model import UseCase
from tests.fakes.documents import allowed, comment, description, masked
from tests.fakes.engines import FakeEngine, Said

TASK = Task("summarise")
BOTH = ("fake", "embedded")
SEGMENTS = (description("Checkout fails since the release. " * 20), comment(1, "The pool is 400 now. " * 10))
GOOD: Said = ("The pool is 400 now.", ("comment:1",))
BAD: Said = ("The pool is 500 now.", ("comment:1",))


def answer(
    engine: FakeEngine, *, engines: tuple[str, ...] = BOTH, seconds: float = 30
) -> tuple[Draft, Checked, Answering]:
    """What is answered, and how it came about."""
    item, vault = masked(*SEGMENTS, engines=engines, destinations=("contracted", "in_process"))
    answers = Answers({"fake": engine, "embedded": EmbeddedEngine()})
    answering = Answering()
    draft, checked = answers.answer("tenant", engine, item, vault, TASK, Limits(seconds), answering)
    return draft, checked, answering


def test_good() -> None:
    """What holds is shown, and nobody stood in."""
    draft, checked, answering = answer(FakeEngine(said=(GOOD,)))
    assert (draft.engine, checked.sentences) == ("fake", 1)
    assert answering.provenance == {"fallback_from": "", "fallback_reason": ""}
    assert answering.record["tokens"] == {"in": 100, "out": 20, "cached": 0}


@pytest.mark.parametrize("code", ["engine_timeout", "engine_unsafe", "engine_busy"])
def test_fault(code: str) -> None:
    """An engine that fails is stood in for by the embedded one, and the result names engine and reason."""
    draft, checked, answering = answer(FakeEngine(EngineFault(code=code)))
    assert draft.engine == "embedded"
    assert checked.sentences
    assert answering.provenance == {"fallback_from": "fake", "fallback_reason": code}
    assert answering.record["fallback"] == {"from": "fake", "reason": code}


def test_not_permitted() -> None:
    """Where the policy does not permit the embedded engine, nothing stands in: the fault is the run's."""
    with pytest.raises(EngineFault, match="engine_timeout"):
        answer(FakeEngine(EngineFault(code="engine_timeout")), engines=("fake",))


def test_stopped() -> None:
    """A run that its person stopped is not answered by anybody."""
    with pytest.raises(Cancelled):
        answer(FakeEngine(Cancelled()))


@pytest.mark.parametrize(("good", "bad", "shown"), [(7, 3, "fake"), (2, 1, "embedded"), (0, 3, "embedded")])
def test_too_much_did_not_hold(good: int, bad: int, shown: str) -> None:
    """More than 30 % removed: the embedded summary is shown instead; what the first one cost and lost is recorded."""
    draft, _, answering = answer(FakeEngine(said=(GOOD,) * good + (BAD,) * bad))
    assert draft.engine == shown
    if shown == "embedded":
        assert answering.provenance["fallback_reason"] == UNFAITHFUL
        assert answering.record["fallback"]["removed"] == {"number": bad}
        assert answering.record["fallback"]["in"] == 100


def test_nothing_said() -> None:
    """An engine that says nothing of an item that has something to say is stood in for."""
    draft, _, answering = answer(FakeEngine())
    assert (draft.engine, answering.provenance["fallback_reason"]) == ("embedded", EMPTY)


def test_unfaithful_without_a_spare() -> None:
    """Where nobody may stand in, what holds is shown, and what was removed is counted."""
    draft, checked, answering = answer(FakeEngine(said=(GOOD, BAD)), engines=("fake",))
    assert (draft.engine, checked.removed, answering.fallback_from) == ("fake", {"number": 1}, "")


def test_time_for_the_spare() -> None:
    """The engine gets the run's time without what the embedded one needs; alone, it gets all."""
    engine = FakeEngine(said=(GOOD,))
    answer(engine, seconds=20)
    answer(engine, seconds=20, engines=("fake",))
    answer(engine, seconds=2)
    assert [limits.deadline_seconds for limits in engine.limits] == [17, 20, 1]


def test_choice() -> None:
    """The first engine that the policy names and that is configured; a wish only where the policy names it."""
    answers = Answers({"fake": FakeEngine(), "embedded": EmbeddedEngine()})
    both = allowed(engines=("other", *BOTH), destinations=("contracted", "in_process"))
    assert answers.choose(both, "").name == "fake"
    assert answers.choose(both, "embedded").name == "embedded"
    cannot = Answers({"fake": FakeEngine(use_cases=frozenset({UseCase.CATEGORISE})), "embedded": EmbeddedEngine()})
    assert cannot.choose(both, "").name == "embedded"
    for yes, wish in ((both, "other"), (allowed(), "fake"), (allowed(engines=("fake",)), "")):
        with pytest.raises(EngineFault, match="engine_not_permitted"):
            answers.choose(yes, wish)
