"""Ask a provider one question and read its answer, with one attempt to have a broken answer repaired."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from plugin.ai.answer import Malformed, wire
from plugin.ai.port import Limits, Usage
from plugin.ai.prompts.layout import tokens
from plugin.ai.providers.attempts import Sleep, ask
from plugin.ai.providers.base import Finish, Message, Provider, Reply, Request
from plugin.ai.providers.faults import cut_off, invalid, refused, unsafe

T = TypeVar("T")

_REPAIR = "That answer cannot be used ({reason}). Answer again with one JSON object by the schema, and nothing else."
_LONGEST_REPEATED = 8_000  # characters of a broken answer that are sent back


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked.

    Attributes:
        system: instructions; the first part is the same for every run.
        text: the laid-out item.
        schema: of the answer, whole.
        read: from an answer's text to what it says; raises `Malformed`.
        leaked: whether an answer repeats what it was told to keep.
    """

    system: tuple[str, ...]
    text: str
    schema: Mapping[str, Any]
    read: Callable[[str], T]
    leaked: Callable[[str], bool]

    @property
    def tokens(self) -> int:
        """Estimated tokens of all that is sent."""
        return tokens("\n".join((*self.system, self.text, json.dumps(self.schema))))


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """An answer that can be read.

    Attributes:
        said: what it says.
        usage: as reported, a repaired answer included.
        model: who answered, where the provider says so.
        estimated: tokens that went in, by our own estimate.
    """

    said: T
    usage: Usage
    model: str
    estimated: int


class Asker:
    """Asks one provider; threads may share it.

    Args:
        provider: the vendor's interface.
        max_output_tokens: of one answer.
        clock, sleep: for tests.
    """

    def __init__(
        self,
        provider: Provider,
        max_output_tokens: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._provider = provider
        self._max_output = max_output_tokens
        self.clock = clock
        self._sleep = sleep

    def ask(self, question: Question[T], limits: Limits) -> Answered[T]:
        """Return the answer.

        Raises:
            Cancelled: the person stopped the run.
            EngineFault: as `plugin.ai.providers` says; `engine_answer_invalid` after one attempt to repair;
                `engine_unsafe` where the answer repeats what it was told to keep.
        """
        end = self.clock() + limits.deadline_seconds
        first = Message("user", question.text)
        request = Request(
            system=question.system,
            messages=(first,),
            schema=wire(question.schema),
            schema_name="answer",
            max_output_tokens=self._max_output,
        )
        reply = self._reply(request, limits)
        try:
            return Answered(_said(question, reply), reply.usage, reply.model, question.tokens)
        except Malformed as fault:
            repeated = reply.text[:_LONGEST_REPEATED] or "(nothing)"
            again = (first, Message("assistant", repeated), Message("user", _REPAIR.format(reason=fault)))
        left = replace(limits, deadline_seconds=end - self.clock())
        second = self._reply(replace(request, messages=again), left)
        estimated = 2 * question.tokens + tokens(repeated + _REPAIR)
        try:
            return Answered(_said(question, second), reply.usage + second.usage, second.model, estimated)
        except Malformed as fault:
            raise invalid(f"twice: {fault}") from fault

    def close(self) -> None:
        """Close what the provider keeps open."""
        self._provider.close()

    def _reply(self, request: Request, limits: Limits) -> Reply:
        reply = ask(self._provider, request, limits, clock=self.clock, sleep=self._sleep)
        if reply.finish is Finish.REFUSED:
            raise refused("by the provider")
        if reply.finish is Finish.CUT_OFF:
            raise cut_off("the limit of tokens")
        return reply


def _said(question: Question[T], reply: Reply) -> T:
    if question.leaked(reply.text):
        raise unsafe("the canary or the delimiter came back")
    return question.read(reply.text)
