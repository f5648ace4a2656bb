"""Asking again: only what was not answered, only while time is left, and Stop is heard in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from plugin.ai.port import Cancelled, Limits
from plugin.ai.providers.attempts import ask
from plugin.ai.providers.base import End, Finish, Message, Part, Request, Text
from plugin.ai.providers.faults import Passing, misconfigured, of_status, rate_limited, unreachable
from plugin.errors import EngineFault

REQUEST = Request(("rules",), (Message("user", "text"),), {}, "answer", 100)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Say what time it is."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds
        self.slept.append(seconds)


class Provider:
    """Raises these faults in turn, then answers."""

    def __init__(self, *faults: EngineFault, first: str = "") -> None:
        self.faults = list(faults)
        self.first = first
        self.asked = 0

    def stream(self, request: Request) -> Iterator[Part]:
        """Answer, or not."""
        del request
        self.asked += 1
        if self.first:
            yield Text(self.first)
        if self.faults:
            raise self.faults.pop(0)
        yield Text("ok")
        yield End(Finish.COMPLETE)

    def close(self) -> None:
        """Nothing is open."""


def asked(provider: Provider, seconds: float = 30.0, *, clock: Clock | None = None) -> str:
    """The answer's text."""
    clock = clock or Clock()
    return ask(provider, REQUEST, Limits(seconds), clock=clock, sleep=clock.sleep, jitter=lambda: 1.0).text


def test_passing_faults() -> None:
    """Two passing faults are waited out, each wait longer than the one before."""
    clock = Clock()
    assert asked(Provider(unreachable("x"), of_status(503, "x")), clock=clock) == "ok"
    assert clock.now == pytest.approx(0.5 + 1.0)


def test_three_attempts() -> None:
    """The third passing fault is the run's."""
    provider = Provider(*(unreachable(str(n)) for n in range(4)))
    with pytest.raises(EngineFault, match="2"):
        asked(provider)
    assert provider.asked == 3


def test_lasting_fault() -> None:
    """A fault that will be the same the next time is not tried again."""
    provider = Provider(misconfigured("x"))
    with pytest.raises(EngineFault):
        asked(provider)
    assert provider.asked == 1


def test_once_answered() -> None:
    """What was answered in part is not asked for again, whatever broke it off."""
    provider = Provider(unreachable("x"), first="half")
    with pytest.raises(EngineFault) as caught:
        asked(provider)
    assert (caught.value.code, provider.asked) == ("engine_cut_off", 1)


def test_retry_after() -> None:
    """The provider's own wait is kept, in seconds or as a date; one that is too long is not begun."""
    clock = Clock()
    assert asked(Provider(rate_limited("x", {"retry-after": "7"})), clock=clock) == "ok"
    assert 7 <= clock.now < 7.3
    with pytest.raises(Passing) as caught:
        asked(Provider(rate_limited("x", {"Retry-After": "29.5"})))
    assert caught.value.retry_after == 29.5
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=50))
    assert 45 < (rate_limited("x", {"Retry-After": later}).retry_after or 0) <= 50


@pytest.mark.parametrize(("raw", "seconds"), [("-5", 0.0), ("1e9", 3600.0), ("nan", None), ("soon", None), ("", None)])
def test_retry_after_nonsense(raw: str, seconds: float | None) -> None:
    """What a provider writes cannot hold a run for ever or break it."""
    assert rate_limited("x", {"Retry-After": raw}).retry_after == seconds


def test_stop_while_waiting() -> None:
    """Stop ends a wait."""
    clock = Clock()
    limits = Limits(30, lambda: clock.now > 0.2)
    with pytest.raises(Cancelled):
        ask(Provider(unreachable("x")), REQUEST, limits, clock=clock, sleep=clock.sleep)
    assert clock.now < 0.5


def test_a_bug_is_not_hidden() -> None:
    """What nobody expected in a provider's thread is raised in the run's."""

    class Broken:
        def stream(self, request: Request) -> Iterator[Part]:
            """Break."""
            raise ZeroDivisionError(request)

        def close(self) -> None:
            """Nothing is open."""

    with pytest.raises(ZeroDivisionError):
        ask(Broken(), REQUEST, Limits(5))
