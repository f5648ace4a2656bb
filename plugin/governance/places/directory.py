"""The list of places and what keeps it, as one thing that views use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from plugin.governance.places.listing import PlaceList
from plugin.governance.places.refreshing import STALE_AFTER, Refreshing
from plugin.identity.caller import Caller
from plugin.jobs.embedded import EmbeddedWorker


@dataclass(frozen=True, slots=True)
class Places:
    """The list, its refresh, and the worker that does it."""

    listing: PlaceList
    refreshing: Refreshing
    worker: EmbeddedWorker

    def refresh(self, caller: Caller, *, older_than: timedelta = STALE_AFTER) -> None:
        """Have the caller's product listed anew in the background, where its list is older than that."""
        key = self.refreshing.claim(caller, now=datetime.now(UTC), older_than=older_than)
        if key:
            self.worker.ring(key)

    def stop(self) -> None:
        """End the background work."""
        self.worker.stop()
