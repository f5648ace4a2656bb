"""Ask a provider again where that is safe: before anything was answered, within the deadline, a few times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace

from plugin.ai.port import Cancelled, Limits
from plugin.ai.providers.base import Provider, Reply, Request
from plugin.ai.providers.faults import Passing
from plugin.ai.providers.reading import Clock, read

ATTEMPTS = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
_LEAST_LEFT = 1.0  # seconds that an answer needs; with less, another attempt is only another wait
_SLICE = 0.1

Sleep = Callable[[float], None]


def ask(
    provider: Provider,
    request: Request,
    limits: Limits,
    *,
    clock: Clock = time.monotonic,
    sleep: Sleep = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> Reply:
    """Return the provider's answer, after at most `ATTEMPTS` attempts within one deadline.

    A wait that the provider names (`Retry-After`) is kept; one that does not fit into the deadline is not begun.

    Raises:
        Cancelled: the person stopped the run.
        EngineFault: the last attempt's.
    """
    end = clock() + limits.deadline_seconds
    attempt = 0
    while True:
        left = end - clock()
        try:
            return read(
                provider, replace(request, timeout=max(left, 0.1)), replace(limits, deadline_seconds=left), clock
            )
        except Passing as fault:
            attempt += 1
            pause = _pause(fault, attempt, jitter)
            if attempt >= ATTEMPTS or clock() + pause + _LEAST_LEFT > end:
                raise
        _wait(pause, limits, clock, sleep)


def _pause(fault: Passing, attempt: int, jitter: Callable[[], float]) -> float:
    """Seconds to wait: what the provider says, else twice as long each time, with a random half."""
    if fault.retry_after is not None:
        return fault.retry_after + jitter() * 0.1
    longest = min(_FIRST_PAUSE * 2.0 ** (attempt - 1), _LONGEST_PAUSE)
    return longest * (0.5 + jitter() / 2)


def _wait(seconds: float, limits: Limits, clock: Clock, sleep: Sleep) -> None:
    """Sleep, in slices, so that Stop is heard."""
    end = clock() + seconds
    while (left := end - clock()) > 0:
        if limits.cancelled():
            raise Cancelled
        sleep(min(left, _SLICE))
