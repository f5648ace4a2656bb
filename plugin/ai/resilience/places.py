"""How many runs of one tenant an engine serves at once; who finds no place waits a little."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from plugin.ai.port import Cancelled
from plugin.ai.resilience.breaker import Key
from plugin.errors import EngineFault

_WAIT = 5.0  # seconds
_LOOK_EVERY = 0.05


class Places:
    """The places of a process; threads may share it."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._taken: Counter[Key] = Counter()

    @contextmanager
    def place(self, key: Key, most: int, *, cancelled: Callable[[], bool], patience: float = _WAIT) -> Iterator[None]:
        """Hold one of `most` places.

        Raises:
            Cancelled: the person stopped the run while it waited.
            EngineFault: `engine_busy`: no place became free within `patience` seconds.
        """
        end = self._clock() + patience
        while not self._take(key, most):
            if cancelled():
                raise Cancelled
            if self._clock() >= end:
                raise EngineFault(
                    "The engine is busy with other runs of this site.", code="engine_busy", retry_after=_WAIT
                )
            self._sleep(_LOOK_EVERY)
        try:
            yield
        finally:
            self._give_back(key)

    @contextmanager
    def another(self, key: Key, most: int) -> Iterator[bool]:
        """Hold one more of `most` places if there is one now; yields whether there was."""
        taken = self._take(key, most)
        try:
            yield taken
        finally:
            if taken:
                self._give_back(key)

    def _take(self, key: Key, most: int) -> bool:
        with self._lock:
            if self._taken[key] >= most:
                return False
            self._taken[key] += 1
            return True

    def _give_back(self, key: Key) -> None:
        with self._lock:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]
