"""Breakers: after faults in a row nobody asks for a while, then one may try."""

from __future__ import annotations

import pytest

from plugin.ai.resilience.breaker import FAULTS, Breakers
from plugin.errors import EngineFault

KEY, OTHER = ("tenant", "engine"), ("other", "engine")


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """Say what time it is."""
        return self.now


def broken(
    breakers: Breakers, times: int = FAULTS, code: str = "engine_unreachable", key: tuple[str, str] = KEY
) -> None:
    """Let that many runs fail."""
    for _ in range(times):
        breakers.enter(key)
        breakers.leave(key, EngineFault(code=code))


def test_opens_and_closes() -> None:
    """Closed at first; open after faults in a row; one run tries when the time is over; a success closes it."""
    clock = Clock()
    breakers = Breakers(clock)
    broken(breakers, FAULTS - 1)
    assert not breakers.open(KEY)
    broken(breakers, 1)
    with pytest.raises(EngineFault) as caught:
        breakers.enter(KEY)
    assert (caught.value.code, caught.value.retry_after) == ("engine_unreachable", 30.0)
    clock.now = 30.0
    breakers.enter(KEY)
    with pytest.raises(EngineFault):
        breakers.enter(KEY)  # the first one is still trying
    breakers.leave(KEY, None)
    breakers.enter(KEY)
    breakers.enter(KEY)


def test_longer_each_time() -> None:
    """A trial that fails opens it for twice as long, up to ten minutes."""
    clock = Clock()
    breakers = Breakers(clock)
    broken(breakers)
    pauses = []
    for _ in range(7):
        with pytest.raises(EngineFault) as caught:
            breakers.enter(KEY)
        pauses.append(caught.value.retry_after)
        clock.now += caught.value.retry_after or 0
        broken(breakers, 1)
    assert pauses == [30, 60, 120, 240, 480, 600, 600]


def test_only_in_a_row() -> None:
    """A success between faults starts the count anew."""
    breakers = Breakers(Clock())
    for _ in range(3):
        broken(breakers, FAULTS - 1)
        breakers.enter(KEY)
        breakers.leave(KEY, None)
    assert not breakers.open(KEY)


def test_one_tenant_and_engine() -> None:
    """One tenant's faults are not another's, and one engine's not another's."""
    breakers = Breakers(Clock())
    broken(breakers)
    breakers.enter(OTHER)
    breakers.enter(("tenant", "another"))
    assert breakers.open(KEY)


@pytest.mark.parametrize("code", ["engine_refused", "engine_unsafe", "engine_cut_off", "engine_not_permitted"])
def test_what_is_no_sign_of_an_outage(code: str) -> None:
    """An engine that dislikes one item is not away."""
    breakers = Breakers(Clock())
    broken(breakers, 3 * FAULTS, code)
    assert not breakers.open(KEY)


def test_the_providers_own_wait() -> None:
    """A provider that says how long it wants to be left alone is."""
    clock = Clock()
    breakers = Breakers(clock)
    for _ in range(FAULTS):
        breakers.enter(KEY)
        breakers.leave(KEY, EngineFault(code="engine_rate_limited", retry_after=90))
    clock.now = 60.0
    assert breakers.open(KEY)
    clock.now = 90.0
    assert not breakers.open(KEY)


def test_a_stopped_trial_leaves_the_next_one_free() -> None:
    """A trial that its person stopped says nothing; the next run tries."""
    clock = Clock()
    breakers = Breakers(clock)
    broken(breakers)
    clock.now = 30.0
    breakers.enter(KEY)
    breakers.give_up(KEY)
    breakers.enter(KEY)
