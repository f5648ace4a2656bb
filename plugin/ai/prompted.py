"""The port's engine over any provider: a prompt goes out, one JSON answer comes back, a draft is made of it.

What is made from fields (status, assignee, links) is made here as the embedded engine makes it; a model is never asked
for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from plugin.ai.answer import Malformed, categories_schema, parse, parse_categories, schema, wire
from plugin.ai.embedded.candidates import candidates
from plugin.ai.embedded.sections import TOO_LITTLE, prose_words, state
from plugin.ai.port import Choice, Draft, Limits, Section, SectionKind, Sentence, Suggestion, Task, Usage
from plugin.ai.prompts.brief import USE_CASES, Brief, brief
from plugin.ai.providers.attempts import Sleep, ask
from plugin.ai.providers.base import Finish, Message, Provider, Reply, Request
from plugin.ai.providers.faults import cut_off, invalid, refused, unsafe
from plugin.ai.readable import readable
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination, UseCase

_REPAIR = "That answer cannot be used ({reason}). Answer again with one JSON object by the schema, and nothing else."
_LONGEST_REPEATED = 8_000  # characters of a broken answer that are sent back


class PromptedEngine:
    """Implements `plugin.ai.port.Engine`; holds no state of a run, so threads may share it.

    Args:
        name: as policy documents write it.
        model: what the record says where the provider does not name who answered.
        destination: where the text goes.
        provider: the vendor's interface.
        max_input_tokens: estimated tokens of an item's text at most; what does not fit is left out and counted.
        max_output_tokens: of one answer.
        clock, sleep: for tests.
    """

    use_cases = USE_CASES

    def __init__(
        self,
        *,
        name: str,
        model: str,
        destination: Destination,
        provider: Provider,
        max_input_tokens: int,
        max_output_tokens: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.name = name
        self.version = model
        self.destination = destination
        self._provider = provider
        self._max_input = max_input_tokens
        self._max_output = max_output_tokens
        self._clock = clock
        self._sleep = sleep

    def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Answer the task.

        Raises:
            Cancelled: the person stopped the run.
            EngineFault: as `plugin.ai.providers` says; `engine_answer_invalid` after one attempt to repair;
                `engine_unsafe` where the answer repeats what it was told to keep.
        """
        if task.use_case not in self.use_cases:
            raise EngineFault(detail=f"no prompt for {task.use_case}")
        segments = readable(masked.document, task.audience)
        briefed = brief(task, masked.document.item.product, segments, self._max_input)
        read = _Suggestions(briefed, task.choices) if task.use_case == UseCase.CATEGORISE else _Sections(briefed)
        answer, usage, model = self._ask(briefed, read, limits) if briefed.layout.parts else (_Answer(), Usage(), "")
        fields = state(segments) if SectionKind.PROBLEM in briefed.kinds else []
        return Draft(
            sections=_in_order([*answer.sections, *_from_fields(fields)]),
            engine=self.name,
            engine_version=model or self.version,
            prompt_version=briefed.label,
            usage=usage,
            too_little=prose_words(candidates(segments)) < TOO_LITTLE,
            generated=True,
            left_out=briefed.layout.left_out,
            suggestions=answer.suggestions,
        )

    def close(self) -> None:
        """Close what the provider keeps open."""
        self._provider.close()

    def _ask(self, briefed: Brief, read: _Reading, limits: Limits) -> tuple[_Answer, Usage, str]:
        end = self._clock() + limits.deadline_seconds
        first = Message("user", briefed.layout.text)
        request = Request(
            system=briefed.system,
            messages=(first,),
            schema=wire(read.schema),
            schema_name="answer",
            max_output_tokens=self._max_output,
        )
        reply = self._reply(request, limits)
        try:
            return self._answer(reply, briefed, read), reply.usage, reply.model
        except Malformed as fault:
            again = (
                first,
                Message("assistant", reply.text[:_LONGEST_REPEATED] or "(nothing)"),
                Message("user", _REPAIR.format(reason=fault)),
            )
        left = replace(limits, deadline_seconds=end - self._clock())
        second = self._reply(replace(request, messages=again), left)
        usage = _sum(reply.usage, second.usage)
        try:
            return self._answer(second, briefed, read), usage, second.model
        except Malformed as fault:
            raise invalid(f"twice: {fault}") from fault

    def _reply(self, request: Request, limits: Limits) -> Reply:
        reply = ask(self._provider, request, limits, clock=self._clock, sleep=self._sleep)
        if reply.finish is Finish.REFUSED:
            raise refused("by the provider")
        if reply.finish is Finish.CUT_OFF:
            raise cut_off("the limit of tokens")
        return reply

    @staticmethod
    def _answer(reply: Reply, briefed: Brief, read: _Reading) -> _Answer:
        if briefed.leaked(reply.text):
            raise unsafe("the canary or the delimiter came back")
        return read.answer(reply.text)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an answer says: sections, or suggestions."""

    sections: tuple[Section, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


class _Reading(Protocol):
    """How an answer is asked for and read; `answer` raises `Malformed`."""

    @property
    def schema(self) -> dict[str, Any]: ...

    def answer(self, text: str) -> _Answer: ...


@dataclass(frozen=True, slots=True)
class _Sections:
    """An answer of sections."""

    briefed: Brief

    @property
    def schema(self) -> dict[str, Any]:
        return schema(self.briefed.kinds)

    def answer(self, text: str) -> _Answer:
        return _Answer(sections=parse(text, self.briefed.kinds, self.briefed.layout.parts))


@dataclass(frozen=True, slots=True)
class _Suggestions:
    """An answer of values by their numbers."""

    briefed: Brief
    choices: tuple[Choice, ...]

    @property
    def schema(self) -> dict[str, Any]:
        return categories_schema(self.choices)

    def answer(self, text: str) -> _Answer:
        return _Answer(suggestions=parse_categories(text, self.choices, self.briefed.layout.parts))


def _from_fields(sentences: list[Sentence]) -> list[Section]:
    return [Section(SectionKind.STATE, tuple(sentences))] if sentences else []


def _in_order(sections: list[Section]) -> tuple[Section, ...]:
    order = list(SectionKind)
    return tuple(sorted(sections, key=lambda section: order.index(section.kind)))


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        one.tokens_in + other.tokens_in,
        one.tokens_out + other.tokens_out,
        one.tokens_cached + other.tokens_cached,
    )
