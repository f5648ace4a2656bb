"""The log of one run while it is driven: stages for the panel, durations for the record, the wish to stop."""

from __future__ import annotations

import time
from typing import Any

from plugin.ai.port import Cancelled
from plugin.assist.model import Run, Stage
from plugin.assist.repository import Runs

_ASK_EVERY_SECONDS = 0.25


class RunLog:
    """Writes stages; raises `Cancelled` between them when the person stopped the run."""

    def __init__(self, runs: Runs, run: Run, deadline_seconds: float) -> None:
        self._runs = runs
        self._run_id = run.id
        self._started = self._stage_started = time.monotonic()
        self._asked = self._told = 0.0
        self._current = Stage.QUEUED
        self._deadline = self._started + deadline_seconds
        self.durations: dict[str, int] = {}

    def stage(self, stage: Stage, **data: Any) -> None:  # noqa: ANN401 (counts and codes as JSON)
        """Enter a stage.

        Raises:
            Cancelled: the person stopped the run.
        """
        now = time.monotonic()
        self._spent(now)
        self._current, self._stage_started = stage, now
        if self._runs.add_stage(self._run_id, stage, data):
            raise Cancelled

    def part(self, done: int, of: int) -> None:
        """Tell that another part of a long item was read, at most four times a second.

        Raises:
            Cancelled: the person stopped the run.
        """
        now = time.monotonic()
        if done and now - self._told < _ASK_EVERY_SECONDS:
            return
        self._told = now
        self.stage(Stage.WRITING, part=min(done + 1, of), parts=of)

    def cancelled(self) -> bool:
        """Whether to end: the person stopped the run. Asks the store at most four times a second."""
        now = time.monotonic()
        if now - self._asked < _ASK_EVERY_SECONDS:
            return False
        self._asked = now
        return self._runs.stop_wanted(self._run_id)

    @property
    def seconds_left(self) -> float:
        """Seconds until the run's deadline."""
        return max(0.1, self._deadline - time.monotonic())

    def close(self) -> dict[str, int]:
        """Return milliseconds by stage, and in total."""
        now = time.monotonic()
        self._spent(now)
        return {**self.durations, "total": round((now - self._started) * 1000)}

    def _spent(self, now: float) -> None:
        """A stage that is entered again goes on."""
        name = self._current.value
        self.durations[name] = self.durations.get(name, 0) + round((now - self._stage_started) * 1000)
