"""What a run is: what was asked, where it stands, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.host.model import Audience, Item, Place
from plugin.ai.port import Length
from plugin.policy.model import Held, UseCase
from plugin.usage.spending import Spent


class RunState(StrEnum):
    """Where a run stands; the last five are ends and never change."""

    QUEUED = "queued"
    WORKING = "working"
    FINISHED = "finished"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        """Whether nothing will happen any more."""
        return self not in ACTIVE


ACTIVE = frozenset({RunState.QUEUED, RunState.WORKING})


class Stage(StrEnum):
    """The named stages that a panel shows while it waits."""

    QUEUED = "queued"
    POLICY = "policy"
    READING = "reading"
    READ = "read"
    MASKED = "masked"
    WRITING = "writing"
    CHECKING = "checking"
    SAVING = "saving"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a person asks of a run; validated against the API's schema before it gets here."""

    use_case: UseCase = UseCase.SUMMARISE
    audience: Audience = Audience.AGENT
    length: Length = Length.STANDARD
    language: str = "en"
    engine: str = ""
    from_version: int = 0  # of a page: which versions to compare; 0 is "not said"
    to_version: int = 0
    since: str = ""  # of what is new: since what, a value of `plugin.assist.news.Basis`

    @property
    def options(self) -> dict[str, int | str]:
        """What only some use cases take, as it is stored with the run."""
        said: dict[str, int | str] = {
            "from_version": self.from_version,
            "to_version": self.to_version,
            "since": self.since,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class StageEvent:
    """A stage as the run's log holds it: counts and codes only."""

    seq: int
    stage: Stage
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the store holds it."""

    id: str
    tenant_id: str
    installation_id: str
    person: str
    item: Item
    place: Place
    request: RunRequest
    state: RunState
    created_at: datetime
    alive_at: datetime
    finished_at: datetime | None
    stop_wanted: bool
    fingerprint: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, before it is written: exactly one of result, refusal and error, or none when cancelled."""

    state: RunState
    result: dict[str, Any] | None = None
    refusal: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    fingerprint: dict[str, str] | None = None
    record: dict[str, Any] = field(default_factory=dict)  # what the audit record says beside the common fields
    usage: dict[str, Any] = field(default_factory=dict)
    spent: tuple[Spent, ...] = ()  # by every engine that was asked
    teams: frozenset[str] = frozenset()  # of the person, as far as they are known
    held: Held | None = None  # where an approver can still say yes


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as its person may see it: state, stages after a number, and the end where it has one."""

    run: Run
    stages: tuple[StageEvent, ...]
    result: dict[str, Any] | None
    refusal: dict[str, Any] | None
    error: dict[str, Any] | None
