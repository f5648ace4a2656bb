"""Do several pieces of work at once, as far as there are places, until one fails or the person stops the run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from plugin.ai.port import Cancelled, Limits

T = TypeVar("T")
R = TypeVar("R")

MOST_BESIDE = 3
"""Calls beside the run's own; how many there may really be is up to `Limits.beside`."""

_LOOK_EVERY = 0.1  # seconds


def together(work: Sequence[T], do: Callable[[T, Limits], R], limits: Limits, done: Callable[[int], None]) -> list[R]:
    """Return what `do` makes of each piece, in their order.

    Args:
        work: the pieces.
        do: called from several threads; the limits that it gets are cancelled as soon as another piece failed.
        limits: of the run.
        done: told in the calling thread how many are done.

    Raises:
        Cancelled: the person stopped the run.
        Exception: the first that `do` raised; nothing is begun after it.
    """
    crew: _Crew[T, R] = _Crew(work, do, limits)
    threads = [threading.Thread(target=crew.beside, daemon=True) for _ in range(min(MOST_BESIDE, len(work) - 1))]
    for thread in threads:
        thread.start()
    try:
        for number in crew.own():
            done(number)
        for thread in threads:
            while thread.is_alive():
                thread.join(_LOOK_EVERY)
                done(crew.done)
    except BaseException as fault:  # noqa: BLE001 (raised again below, once nobody works any more)
        crew.fail(fault)
    for thread in threads:
        thread.join()
    if crew.fault is not None:
        raise crew.fault
    done(len(work))
    return [crew.made[at] for at in range(len(work))]


class _Crew(Generic[T, R]):
    """Who works, and what came of it."""

    def __init__(self, work: Sequence[T], do: Callable[[T, Limits], R], limits: Limits) -> None:
        self._do = do
        self._limits = replace(limits, cancelled=self._stopped)
        self._cancelled = limits.cancelled
        self._beside = limits.beside
        self._left = iter(enumerate(work))
        self._lock = threading.Lock()
        self.made: dict[int, R] = {}
        self.fault: BaseException | None = None

    @property
    def done(self) -> int:
        """How many pieces are done."""
        return len(self.made)

    def own(self) -> Iterator[int]:
        """Work in the run's own place; yields how many pieces are done."""
        while (piece := self._next()) is not None:
            at, what = piece
            self.made[at] = self._do(what, self._limits)
            yield self.done

    def beside(self) -> None:
        """Work in a further place, if there is one."""
        try:
            with self._beside() as free:
                while free and (piece := self._next()) is not None:
                    at, what = piece
                    self.made[at] = self._do(what, self._limits)
        except BaseException as fault:  # noqa: BLE001 (raised again in the run's own thread)
            self.fail(fault)

    def fail(self, fault: BaseException) -> None:
        """Stop everybody; the first fault is kept, but for a stop that only follows from it."""
        with self._lock:
            if self.fault is None:
                self.fault = fault

    def _next(self) -> tuple[int, T] | None:
        with self._lock:
            return None if self.fault is not None else next(self._left, None)

    def _stopped(self) -> bool:
        if self.fault is None and self._cancelled():
            self.fail(Cancelled())
        return self.fault is not None
