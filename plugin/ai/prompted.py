"""The port's engine over any provider: a prompt goes out, one JSON answer comes back, a draft is made of it.

What is made from fields (status, assignee, links) is made here as the embedded engine makes it; a model is never asked
for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from plugin.ai.answer import categories_schema, parse, parse_categories, schema
from plugin.ai.asking import Asker, Question
from plugin.ai.embedded.candidates import candidates
from plugin.ai.embedded.news import changes_in
from plugin.ai.embedded.sections import TOO_LITTLE, prose_words, state
from plugin.ai.judging import Claim, Judgement, ask_judge
from plugin.ai.long.reading import LongReader, Read
from plugin.ai.long.taking import label as notes_label
from plugin.ai.long.units import Unit, expanded, units_of
from plugin.ai.port import Choice, Draft, Limits, Section, SectionKind, Sentence, Suggestion, Task
from plugin.ai.prompts.brief import USE_CASES, Brief, brief
from plugin.ai.providers.attempts import Sleep
from plugin.ai.providers.base import Provider
from plugin.ai.readable import readable
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination, UseCase

MAX_RUN_TOKENS = 300_000


class PromptedEngine:
    """Implements `plugin.ai.port.Engine`; holds no state of a run, so threads may share it.

    Args:
        name: as policy documents write it.
        model: what the record says where the provider does not name who answered.
        destination: where the text goes.
        provider: the vendor's interface.
        max_input_tokens: estimated tokens of an item's text in one call at most.
        max_run_tokens: of all calls of a run; what does not fit is left out and counted.
        max_output_tokens: of one answer.
        clock, sleep: for tests.
    """

    use_cases = USE_CASES

    def __init__(  # noqa: PLR0913 (all of them by name)
        self,
        *,
        name: str,
        model: str,
        destination: Destination,
        provider: Provider,
        max_input_tokens: int,
        max_output_tokens: int,
        max_run_tokens: int = MAX_RUN_TOKENS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.name = name
        self.version = model
        self.destination = destination
        self._max_input = max_input_tokens
        self._max_run = max_run_tokens
        self._asker = Asker(provider, max_output_tokens, clock, sleep)

    def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Answer the task; what does not fit into one call is read into notes first.

        Raises:
            Cancelled: the person stopped the run.
            EngineFault: as `plugin.ai.asking.Asker` says.
        """
        if task.use_case not in self.use_cases:
            raise EngineFault(detail=f"no prompt for {task.use_case}")
        end = self._asker.clock() + limits.deadline_seconds
        segments = readable(masked.document, task.audience)
        units = units_of(segments)
        read = self._read(units, limits)
        room = int(self._max_input / limits.factor)
        briefed = brief(task, masked.document.item.product, [unit.part for unit in read.units], room)
        answer, usage, model, effort = _Answer(), read.usage, read.model, read.effort
        if briefed.layout.parts:
            reading = _Suggestions(briefed, task.choices) if task.use_case == UseCase.CATEGORISE else _Sections(briefed)
            left = replace(limits, deadline_seconds=max(end - self._asker.clock(), 0.1))
            answered = self._asker.ask(_question(briefed, reading), left)
            usage, model = usage + answered.usage, answered.model
            effort = replace(effort, estimated=effort.estimated + answered.estimated)
            answer = _expanded(answered.said, {unit.part.id: unit for unit in read.units})
        fields = state(segments) if SectionKind.PROBLEM in briefed.kinds else []
        changes = changes_in(segments)
        return Draft(
            sections=_in_order([*answer.sections, *_of(SectionKind.STATE, fields), *_of(SectionKind.CHANGED, changes)]),
            engine=self.name,
            engine_version=model or self.version,
            prompt_version=f"{briefed.label}/{notes_label()}" if read.seen else briefed.label,
            usage=usage,
            too_little=prose_words(candidates(segments)) < TOO_LITTLE,
            generated=True,
            left_out=_left_out(units, read, briefed.layout.parts),
            shortened=briefed.layout.shortened,
            effort=effort,
            suggestions=answer.suggestions,
        )

    def judge(self, masked: Masked, claims: Sequence[Claim], limits: Limits) -> Judgement:
        """Say of each claim whether what it cites says so; raises as `complete`."""
        return ask_judge(self._asker, masked, claims, limits)

    def close(self) -> None:
        """Close what the provider keeps open."""
        self._asker.close()

    def _read(self, units: list[Unit], limits: Limits) -> Read:
        """The units as they are where they fit into one call, else notes of them."""
        factor = limits.factor
        for_run = min(limits.tokens or self._max_run, self._max_run)
        room, run_room = (int(most / factor) for most in (self._max_input, for_run))
        if sum(unit.cost for unit in units) <= min(room, run_room):
            return Read(units)
        reader = LongReader(self._asker, f"{self.name}/{self.version}", limits)
        return reader.read(units, room, run_room)


def _question(briefed: Brief, reading: _Reading) -> Question[_Answer]:
    return Question(briefed.system, briefed.layout.text, reading.schema, reading.answer, briefed.leaked)


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


def _of(kind: SectionKind, sentences: list[Sentence]) -> list[Section]:
    return [Section(kind, tuple(sentences))] if sentences else []


def _in_order(sections: list[Section]) -> tuple[Section, ...]:
    order = list(SectionKind)
    return tuple(sorted(sections, key=lambda section: order.index(section.kind)))


def _expanded(answer: _Answer, units: Mapping[str, Unit]) -> _Answer:
    """An answer that cites segments, and no parts."""

    def said(sentence: Sentence) -> Sentence:
        return replace(sentence, cites=expanded(sentence.cites, units))

    sections = tuple(replace(x, sentences=tuple(map(said, x.sentences))) for x in answer.sections)
    suggestions = tuple(replace(x, cites=expanded(x.cites, units)) for x in answer.suggestions)
    return _Answer(sections, suggestions)


def _left_out(units: Iterable[Unit], read: Read, parts: Iterable[str]) -> int:
    """Segments that no call has read: for lack of room or of time, or because no answer came of them."""
    laid = set(parts)
    seen = read.seen | {source.segment for unit in read.units if unit.part.id in laid for source in unit.sources}
    return len({source.segment for unit in units for source in unit.sources} - seen)
