"""Server-sent events from a run's log. A stream only reads; it never drives a run.

Streams are capped below the server's threads; beyond that the panel polls.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from plugin.assist.model import RunView
from plugin.errors import Unavailable

_ASK_EVERY_SECONDS = 0.1
_KEEP_ALIVE_SECONDS = 10.0
_MAX_SECONDS = 300.0


class StreamLimit:
    """How many streams may be open in this process."""

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)

    def take(self) -> Callable[[], None]:
        """Take a place and return what gives it back (once, however often it is called).

        Raises:
            Unavailable: `streams_busy`: poll instead.
        """
        if not self._free.acquire(blocking=False):
            raise Unavailable("Too many panels are following along. This one asks now and then.", code="streams_busy")
        given_back = threading.Event()

        def give_back() -> None:
            if not given_back.is_set():
                given_back.set()
                self._free.release()

        return give_back


def follow(look: Callable[[int], RunView], after: int, to_json: Callable[[RunView], dict[str, Any]]) -> Iterator[str]:
    """Yield `stage` events as they come, then one `end` event with the run.

    Args:
        look: returns the run with its stages after a number.
        after: the number of the last stage that the panel has.
        to_json: makes the API's `Run`.
    """
    started = quiet_since = time.monotonic()
    while time.monotonic() - started < _MAX_SECONDS:
        view = look(after)
        data = to_json(view)
        for stage in data["stages"]:
            after, quiet_since = stage["seq"], time.monotonic()
            yield _event("stage", stage, stage["seq"])
        if view.run.state.ended:
            yield _event("end", data, after)
            return
        if time.monotonic() - quiet_since > _KEEP_ALIVE_SECONDS:
            quiet_since = time.monotonic()
            yield ": still here\n\n"
        time.sleep(_ASK_EVERY_SECONDS)


def _event(name: str, data: dict[str, Any], number: int) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
