"""Read one answer of a provider: joined from its parts, within a time, a size, and until the person stops it.

The provider is read by a thread of its own, so that one that says nothing cannot hold a run beyond its deadline. The
thread ends with the next part after it was abandoned, or with the provider's own time-out for silence.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from plugin.ai.port import Cancelled, Limits, Usage
from plugin.ai.prompts.layout import tokens
from plugin.ai.providers.base import End, Part, Provider, Reply, Request, Spent, Text
from plugin.ai.providers.faults import TIMED_OUT, Passing, cut_off, invalid, timed_out
from plugin.errors import EngineFault

MOST_CHARACTERS = 200_000
"""No answer that was asked for is longer; an endless one is ended here if it comes faster than the deadline."""

_LOOK_EVERY_SECONDS = 0.05

Clock = Callable[[], float]


@dataclass(slots=True)
class _Joined:
    """What has come so far."""

    pieces: list[str] = field(default_factory=list)
    characters: int = 0
    usage: Usage = field(default_factory=Usage)
    end: End | None = None

    def add(self, part: Part) -> None:
        if isinstance(part, Text):
            self.pieces.append(part.text)
            self.characters += len(part.text)
        elif isinstance(part, Spent):
            self.usage = part.usage
        else:
            self.end = part

    def reply(self) -> Reply:
        """Return the answer; what nobody ended was cut off."""
        if self.end is None:
            if not self.pieces:
                raise invalid("no answer in a successful response")
            raise cut_off("the stream closed before its end")
        return Reply("".join(self.pieces), self.end.finish, self.end.model, self.usage)


def read(provider: Provider, request: Request, limits: Limits, clock: Clock = time.monotonic) -> Reply:
    """Return the provider's whole answer; `limits.spent` is told what it cost, whatever becomes of it.

    Raises:
        Cancelled: the person stopped the run; the provider is abandoned.
        Passing: nothing was answered, and asking again is safe.
        EngineFault: `engine_timeout`, `engine_cut_off`, `engine_answer_invalid`, or as the provider says.
    """
    joined = _Joined()
    try:
        reply = _read(provider, request, limits, clock, joined)
    except (Cancelled, EngineFault) as fault:
        begun = joined.characters or isinstance(fault, Cancelled) or fault.code == TIMED_OUT
        if joined.usage != Usage() or begun:
            _tell(limits, request, joined)
        raise
    _tell(limits, request, joined)
    return reply


def _tell(limits: Limits, request: Request, joined: _Joined) -> None:
    """Tell what a call cost: as the provider reports it, else by our estimate of what went out and came back."""
    if joined.usage != Usage():
        limits.spent(joined.usage, False)
        return
    sent = tokens("\n".join((*request.system, *(message.text for message in request.messages))))
    limits.spent(Usage(sent, math.ceil(joined.characters / 3)), True)


def _read(provider: Provider, request: Request, limits: Limits, clock: Clock, joined: _Joined) -> Reply:
    end = clock() + limits.deadline_seconds
    reader = _Reader(provider, request)
    reader.start()
    try:
        while True:
            if limits.cancelled():
                raise Cancelled
            left = end - clock()
            if left <= 0:
                raise timed_out("the run's deadline")
            try:
                part = reader.parts.get(timeout=min(left, _LOOK_EVERY_SECONDS))
            except queue.Empty:
                continue
            if part is None:
                return joined.reply()
            if isinstance(part, BaseException):
                raise _after(joined, part)
            joined.add(part)
            if joined.characters > MOST_CHARACTERS:
                raise cut_off("an answer without end")
    finally:
        reader.abandoned.set()


def _after(joined: _Joined, fault: BaseException) -> BaseException:
    """What a fault means once something has been answered: asking again would be a second answer."""
    if isinstance(fault, Passing) and (joined.pieces or joined.end):
        return cut_off(fault.detail)
    return fault


class _Reader(threading.Thread):
    """Reads a provider into a queue: its parts, then None, or the exception that ended it."""

    def __init__(self, provider: Provider, request: Request) -> None:
        super().__init__(name="engine-reader", daemon=True)
        self._provider = provider
        self._request = request
        self.parts: queue.SimpleQueue[Part | BaseException | None] = queue.SimpleQueue()
        self.abandoned = threading.Event()

    def run(self) -> None:
        try:
            parts = iter(self._provider.stream(self._request))
            for part in parts:
                self.parts.put(part)
                if self.abandoned.is_set():
                    close = getattr(parts, "close", None)  # ends a generator, which closes its connection
                    if close:
                        close()
                    return
            self.parts.put(None)
        except BaseException as fault:  # noqa: BLE001 (raised again in the thread that waits for it)
            self.parts.put(fault)
