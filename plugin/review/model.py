"""What a person decided about an output, and what was written because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How an output ended."""

    ACCEPTED = "accepted"  # taken as it was
    EDITED = "edited"  # taken with changes
    REJECTED = "rejected"
    IGNORED = "ignored"  # nobody decided in time


class WriteState(StrEnum):
    """Where the write stands that a decision asked for."""

    NONE = "none"
    PENDING = "pending"  # asked of the host; whether it happened is not known yet
    WRITTEN = "written"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as the store holds it. The text is not kept, only how much of it was changed."""

    run_id: str
    tenant_id: str
    person: str
    outcome: Outcome
    reason: str
    edit_ratio: float  # 0 nothing changed, 1 nothing left
    seconds: int  # from the result to the decision
    at: datetime
    write_state: WriteState
    internal: bool
    text_mac: str
    comment_id: str
    comment_version: str
    comment_href: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks to be written; validated against the API's schema before it gets here."""

    language: str = "en"
    struck: tuple[str, ...] = ()  # ids of sentences that shall not be in it
    text: str | None = None  # the person's own version; None takes the text as it is
    public: bool = False  # on a service project: readable by customers
    confirmed: bool = False  # the second confirmation that a customer's reply needs


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words in a diff: `op` is "same", "added" or "removed"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written, before it is."""

    ai_text: str
    text: str
    changes: tuple[Change, ...]
    footer: str
    readers: str  # "issue": everybody who can open it; "agents": internal note; "customers": also the reporter
    service_project: bool
    refusal: str  # code of what forbids it, or empty
