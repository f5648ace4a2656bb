"""What the calls of one run cost in tokens, whatever became of them: failed, repaired and stopped ones too."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from plugin.ai.port import Usage


@dataclass(slots=True)
class Meter:
    """Adds up; the calls of a run may be made by several threads.

    Attributes:
        usage: of all calls.
        calls: how many reached an engine.
        estimated: of how many the engine reported nothing, so that the tokens are our estimate.
    """

    usage: Usage = field(default_factory=Usage)
    calls: int = 0
    estimated: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, usage: Usage, estimated: bool) -> None:  # noqa: FBT001 (as `Limits.spent` has it)
        """Add a call."""
        with self._lock:
            self.usage = self.usage + usage
            self.calls += 1
            self.estimated += estimated
