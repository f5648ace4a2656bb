"""Places and breakers around the port."""

from __future__ import annotations

import threading

import pytest

from plugin.ai.port import Cancelled, Draft, Limits, Task
from plugin.ai.resilience.breaker import FAULTS
from plugin.ai.resilience.guard import Guard
from plugin.ai.resilience.places import Places
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination
from tests.fakes.documents import description, masked
from tests.fakes.engines import FakeEngine

ITEM = masked(description("It broke."), engines=("fake",), destinations=("contracted",))[0]
TASK = Task("summarise")


def test_breaker() -> None:
    """An engine that keeps failing is not asked any more, for this tenant alone."""
    guard, engine = Guard(), FakeEngine(EngineFault(code="engine_timeout"))
    for _ in range(FAULTS + 3):
        with pytest.raises(EngineFault):
            guard.complete("tenant", engine, ITEM, TASK, Limits())
    assert engine.asked == FAULTS
    with pytest.raises(EngineFault, match="engine_timeout"):
        guard.complete("other", engine, ITEM, TASK, Limits())


def test_cancel_is_no_fault() -> None:
    """Runs that their people stopped say nothing about the engine."""
    guard, engine = Guard(), FakeEngine(Cancelled())
    for _ in range(FAULTS + 3):
        with pytest.raises(Cancelled):
            guard.complete("tenant", engine, ITEM, TASK, Limits())
    assert engine.asked == FAULTS + 3


def test_policy_comes_first() -> None:
    """A policy that does not permit the engine is no fault of the engine."""
    guard, engine = Guard(), FakeEngine(destination=Destination.PUBLIC_API)
    for _ in range(FAULTS + 1):
        with pytest.raises(EngineFault, match="engine_not_permitted"):
            guard.complete("tenant", engine, ITEM, TASK, Limits())
    assert engine.asked == 0


def test_places() -> None:
    """No more than so many runs of a tenant at once; who finds no place in time is told so, others are not held up."""
    inside, go_on = threading.Semaphore(0), threading.Event()

    class Slow(FakeEngine):
        def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
            """Wait inside."""
            inside.release()
            go_on.wait(10)
            return super().complete(masked, task, limits)

    engine = Slow()
    clock = iter(range(1000))
    guard = Guard({"fake": 2}, places=Places(lambda: float(next(clock)), lambda _: None))
    busy = [
        threading.Thread(target=guard.complete, args=("tenant", engine, ITEM, TASK, Limits()), daemon=True)
        for _ in range(2)
    ]
    for thread in busy:
        thread.start()
        assert inside.acquire(timeout=10)
    with pytest.raises(EngineFault) as caught:
        guard.complete("tenant", engine, ITEM, TASK, Limits())
    assert caught.value.code == "engine_busy"
    with pytest.raises(Cancelled):
        guard.complete("tenant", engine, ITEM, TASK, Limits(30, lambda: True))
    go_on.set()
    guard.complete("other", engine, ITEM, TASK, Limits())
    for thread in busy:
        thread.join(10)
    guard.complete("tenant", engine, ITEM, TASK, Limits())


def test_in_process() -> None:
    """The engine that sends nothing has no breaker and no places."""
    guard = Guard({"fake": 1})
    engine = FakeEngine(EngineFault(), destination=Destination.IN_PROCESS)
    item = masked(description("It broke."), engines=("fake",))[0]
    for _ in range(FAULTS + 2):
        with pytest.raises(EngineFault):
            guard.complete("tenant", engine, item, TASK, Limits())
    assert engine.asked == FAULTS + 2
