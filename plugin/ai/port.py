"""The one port to every engine: `complete(engine, masked, task, limits) -> Draft`.

An engine sees a `Masked` and a `Task`, nothing else; it never sees who asked, a token or an unmasked text. What it
answers is a `Draft`: sections of sentences, or suggestions, each naming the segments that it rests on. Nothing in it is
believed before `plugin.assist.verify` has checked it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Protocol

from connectors.host.choices import Field, Value
from connectors.host.model import Audience
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination, UseCase


class Length(StrEnum):
    """How much of an answer is wanted."""

    BRIEF = "brief"
    STANDARD = "standard"


class SectionKind(StrEnum):
    """The sections of an answer, made from structure and never guessed; in the order they are shown."""

    # of what is new
    CHANGED = "changed"  # what people changed: fields, versions

    # of a page
    KEY_POINTS = "key_points"  # what the page says
    DECISIONS = "decisions"  # decision elements, and what stands under a heading that says so
    ACTIONS = "actions"  # open tasks, and lists and tables under a heading that says so

    # of two versions of a page
    SIGNIFICANT = "significant"  # facts and rules that changed, came or went
    TEXT = "text"  # other statements that came or went, or are said in other words
    FORM = "form"  # what moved or only looks different

    # of a page's comments
    QUESTIONS = "questions"  # that nobody answered
    ANSWERED = "answered"  # questions with their answers, decisions
    REMARKS = "remarks"  # what else was said
    RESOLVED = "resolved"  # threads that somebody resolved

    # of an issue; OPEN also of a page

    PROBLEM = "problem"  # what the description says
    HAPPENED = "happened"  # what the thread says since
    STATE = "state"  # status, resolution, assignee, links: fields only
    OPEN = "open"  # unanswered questions, open tasks
    LATEST = "latest"  # the newest comments
    FILES = "files"  # what attached texts say; also of a page


@dataclass(frozen=True, slots=True)
class Choice:
    """A field to suggest values for.

    Attributes:
        field: which one.
        values: what it may take. An engine answers with an index into these; ids are for `model` alone, and no engine
            sends them anywhere.
        current: ids of the values that it has.
        limit: the most suggestions that the administrator wants to see.
        model: what the embedded engine learned for this field, as versioned arrays; None where nothing was.
    """

    field: Field
    values: tuple[Value, ...]
    current: frozenset[str] = frozenset()
    limit: int = 1
    model: bytes | None = dataclass_field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """What the engine shall do."""

    use_case: str  # a value of `plugin.policy.model.UseCase`
    audience: Audience = Audience.AGENT
    length: Length = Length.STANDARD
    language: str = "en"  # BCP 47; the embedded engine answers in the item's own language
    choices: tuple[Choice, ...] = ()  # to categorise


@dataclass(frozen=True, slots=True)
class Source:
    """What a note was made from: blocks `start` to `end` (exclusive) of a segment."""

    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Noted:
    """What notes were made of: the words that asked for them, the text as the engine saw it, and where it stands."""

    label: str
    text: str
    sources: tuple[Source, ...]


Note = tuple[str, tuple[int, ...]]
"""Masked words, and the numbers of the parts that they rest on, from 0."""


class KeptNotes(Protocol):
    """Notes of earlier runs, for one run: found only by who has read again what they were made from."""

    def find(self, wanted: Sequence[Noted]) -> dict[Noted, tuple[Note, ...]]:
        """Return what is kept of these."""
        ...

    def keep(self, noted: Noted, notes: Sequence[Note]) -> None:
        """Keep notes for later runs."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What the engine may spend, and what it may use beside.

    Attributes:
        deadline_seconds: for all of it.
        cancelled: asked between steps; a true answer ends the work.
        tokens: estimated tokens of an item's text that one run may send, over all its calls; None for the engine's own.
        factor: by how much this tenant's texts come to more or fewer tokens with this engine than is estimated.
        progress: told how many parts of how many are done, where a run takes several; by the run's own thread alone.
        beside: a further call at once beside the run's own; yields whether there is a place for it.
        notes: kept notes; None where nothing is kept.
        spent: told what each call cost, whatever became of it, and whether that is an estimate; by any thread.
    """

    deadline_seconds: float = 30.0
    cancelled: Callable[[], bool] = dataclass_field(default=lambda: False)
    tokens: int | None = None
    factor: float = 1.0
    progress: Callable[[int, int], None] = dataclass_field(default=lambda _done, _of: None)
    beside: Callable[[], AbstractContextManager[bool]] = dataclass_field(default=lambda: nullcontext(False))
    notes: KeptNotes | None = None
    spent: Callable[[Usage, bool], None] = dataclass_field(default=lambda _usage, _estimated: None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft and the ids of the segments that it rests on (at least one).

    `role` names the field for sentences of the STATE section (`status`, `assignee`, ...), so that the panel can
    label it in the reader's language. `uncertain` says that what it cites contradicts itself, and that it says so;
    `unverified` that it holds a name which its sources do not. An action may name its `owner` and the date by which
    it is `due`, as the text writes them; a statement that was changed says what it `was`, one of a comment the
    words of the page that it stands `on`: all of these stand in what it cites, or they are empty.
    """

    text: str
    cites: tuple[str, ...]
    role: str = ""
    uncertain: bool = False
    unverified: bool = False
    owner: str = ""
    due: str = ""
    was: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a draft; never empty."""

    kind: SectionKind
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field, how sure the engine is, and the segments that speak for it, best first.

    Attributes:
        field: one of the task's choices.
        value: index into the values of that choice.
        probability: within [0, 1].
        cites: ids of segments, at least one.
        passages: for each of `cites` the block of (masked) text that counts most; "" where the engine does not say.
    """

    field: Field
    value: int
    probability: float
    cites: tuple[str, ...]
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the engine reports them; zero for the embedded engine."""

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Add up."""
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.tokens_cached + other.tokens_cached,
        )


@dataclass(frozen=True, slots=True)
class Effort:
    """What an answer took: calls that made notes, notes that were kept from before, tokens in by our estimate."""

    calls: int = 0
    reused: int = 0
    estimated: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """An engine's unverified answer; whole, for one that broke off is a fault.

    Attributes:
        sections: what it says.
        engine: its name, as policy documents write it.
        engine_version: its version, or the model as the provider names it.
        prompt_version: names, versions and checksums of the prompts.
        usage: what it cost in tokens, a repaired answer included.
        too_little: there was too little to summarise.
        generated: its sentences are the engine's own words, not pieces of the item.
        left_out: parts of the item that did not fit what the engine is given, or that it could not read.
        shortened: parts of which only the beginning and the end were given.
        effort: what it took.
    """

    sections: tuple[Section, ...]
    engine: str
    engine_version: str
    prompt_version: str = ""
    usage: Usage = Usage()
    too_little: bool = False
    generated: bool = False
    left_out: int = 0
    shortened: int = 0
    effort: Effort = Effort()
    suggestions: tuple[Suggestion, ...] = ()


class Cancelled(Exception):
    """Raised by an engine that was told to stop."""


class Engine(Protocol):
    """What every engine is; `use_cases` is what it can be asked for."""

    name: str
    version: str
    destination: Destination
    use_cases: frozenset[UseCase]

    def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Answer the task from the masked document; raise `EngineFault` or `Cancelled`."""
        ...


def complete(engine: Engine, masked: Masked, task: Task, limits: Limits) -> Draft:
    """Let the engine answer, if the policy's destinations and engines permit it at all.

    Raises:
        EngineFault: `engine_not_permitted` when the policy does not let this text go there.
        TypeError: something that was not masked; no type checker is asked at run time.
    """
    if not isinstance(masked, Masked):
        raise TypeError("an engine takes a Masked and nothing else")
    if engine.destination not in masked.destinations or engine.name not in masked.engines:
        raise EngineFault(
            "This engine may not be used for content of this level.",
            code="engine_not_permitted",
            detail=f"engine {engine.name} at {engine.destination}",
        )
    return engine.complete(masked, task, limits)
