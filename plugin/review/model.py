"""What a person decided about an output, and what was written because of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plugin.gateway.approval import Target
from plugin.gateway.writing import FieldChange, Written


class Outcome(StrEnum):
    """How an output ended."""

    ACCEPTED = "accepted"  # taken as it was
    EDITED = "edited"  # taken with changes
    REJECTED = "rejected"
    ESCALATED = "escalated"  # handed to somebody else; a later decision replaces it
    IGNORED = "ignored"  # nobody decided in time; a later decision replaces it


class WriteState(StrEnum):
    """Where the write stands that a decision asked for."""

    NONE = "none"
    WRITING = "writing"  # a try is under way, or its process died
    PENDING = "pending"  # a try ended without an answer; whether it happened is not known
    PARTLY = "partly"  # the host took some of it; the same wish again tries the rest
    NOT_WRITTEN = "not_written"  # the host took none of it: any other wish may be tried
    WRITTEN = "written"
    UNDONE = "undone"


UNFINISHED = frozenset({WriteState.WRITING, WriteState.PENDING, WriteState.PARTLY})
"""A write that the same wish may be tried for again."""

OPEN: frozenset[Outcome | WriteState] = frozenset(
    {Outcome.IGNORED, Outcome.ESCALATED, *UNFINISHED, WriteState.NOT_WRITTEN, WriteState.UNDONE}
)
"""What a new decision may replace."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as the store holds it.

    Attributes:
        run_id: the output that was decided about; a run has one decision at most.
        tenant_id: of the run.
        person: the random reference of who decided.
        outcome: how it ended.
        reason: code of why it is not used; empty elsewhere.
        edit_ratio: 0 nothing changed, 1 nothing left; of suggestions, the share that was not taken.
        seconds: from the result to the decision.
        at: when.
        target: where it was to go.
        write_state: how far that is.
        internal: whether it became an internal note.
        wish_mac: keyed hash of what was to be written, to know the same wish again. The text itself is not kept.
        written: what stands in the host.
    """

    run_id: str
    tenant_id: str
    person: str
    outcome: Outcome
    reason: str
    edit_ratio: float
    seconds: int
    at: datetime
    target: Target = Target.COMMENT
    write_state: WriteState = WriteState.NONE
    internal: bool = False
    wish_mac: str = ""
    written: Written = field(default_factory=Written)

    @property
    def open(self) -> bool:
        """Whether a person can still decide."""
        return self.outcome in OPEN or self.write_state in OPEN


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks to be written; validated against the API's schema before it gets here."""

    target: Target = Target.COMMENT
    language: str = "en"
    struck: tuple[str, ...] = ()  # ids of sentences that shall not be in it
    text: str | None = None  # the person's own version; None takes the text as it is
    public: bool = False  # on a service project: readable by customers
    confirmed: bool = False  # the second confirmation that a customer's reply needs
    take: tuple[str, ...] = ()  # ids of the suggestions that were taken


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words in a diff: `op` is "same", "added" or "removed"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written, before it is."""

    target: Target
    ai_text: str
    text: str
    changes: tuple[Change, ...]
    fields: tuple[FieldChange, ...]
    footer: str
    readers: str  # "issue" or "page": all who can open it; "agents": internal note; "customers"; "you": a draft
    service_project: bool
    refusal: str  # code of what forbids it, or empty
    because: tuple[str, ...] = ()  # ids of the sentences that stand in the way: struck, they do not
