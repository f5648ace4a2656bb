"""A circuit breaker for each tenant and engine: after faults in a row, nobody asks for a while.

Closed, it lets everybody through and counts faults in a row. Open, it refuses until its time is over; then one run may
try, and what becomes of that run closes it or opens it for twice as long. The state is one process's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from plugin.errors import EngineFault

FAULTS = 5
"""Faults in a row that open a breaker."""

_FIRST, _LONGEST = 30.0, 600.0  # seconds
# What tells that an engine is away, not that it did not like one item.
_COUNTED = frozenset(
    {"engine_unreachable", "engine_timeout", "engine_failed", "engine_rate_limited", "engine_misconfigured"}
)

Key = tuple[str, str]
"""Tenant and engine."""


@dataclass(frozen=True, slots=True)
class Told:
    """What runs told a breaker: faults in a row, whether it lets nobody through, and the last fault there was."""

    faults: int = 0
    open: bool = False
    last_fault: str = ""  # its code
    last_fault_at: datetime | None = None


@dataclass(slots=True)
class _State:
    faults: int = 0
    opened: int = 0  # how often in a row
    until: float = 0.0
    trying: bool = False


class Breakers:
    """All breakers of a process; threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._states: dict[Key, _State] = {}
        self._last: dict[Key, tuple[str, datetime]] = {}

    def enter(self, key: Key) -> None:
        """Let a run through, or raise.

        Raises:
            EngineFault: `engine_unreachable` with the seconds until somebody may try again.
        """
        with self._lock:
            state = self._states.get(key)
            if state is None or not state.opened:
                return
            left = state.until - self._clock()
            if left > 0 or state.trying:
                raise EngineFault(
                    "The engine has failed several times and is left alone for a while.",
                    code="engine_unreachable",
                    detail=f"breaker of {key[1]} is open",
                    retry_after=max(left, 1.0),
                )
            state.trying = True

    def leave(self, key: Key, fault: EngineFault | None) -> None:
        """Tell what became of a run that was let through; None for anything but a fault of the engine."""
        with self._lock:
            if fault is not None:
                self._last[key] = (fault.code, datetime.now(UTC))
            if fault is None or fault.code not in _COUNTED:
                self._states.pop(key, None)
                return
            state = self._states.setdefault(key, _State())
            state.faults += 1
            if state.trying or state.faults >= FAULTS:
                pause = min(_FIRST * 2.0**state.opened, _LONGEST)
                state.until = self._clock() + max(pause, min(fault.retry_after or 0.0, _LONGEST))
                state.opened += 1
                state.trying = False

    def give_up(self, key: Key) -> None:
        """Tell that a run ended without a word about the engine: its person stopped it."""
        with self._lock:
            state = self._states.get(key)
            if state is not None:
                state.trying = False

    def told(self, key: Key) -> Told:
        """Return what is known of an engine in this process."""
        is_open = self.open(key)
        with self._lock:
            state, (code, at) = self._states.get(key), self._last.get(key, ("", None))
        return Told(state.faults if state else 0, is_open, code, at)

    def open(self, key: Key) -> bool:
        """Whether a run would be refused now."""
        with self._lock:
            state = self._states.get(key)
            return state is not None and bool(state.opened) and (state.trying or state.until > self._clock())
