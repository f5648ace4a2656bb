"""The words of policy: levels, rules, what is asked, and the three possible answers.

Pure: no I/O, no clock, no framework. `Allowed` is the only key to content; it can be made in
`plugin.policy.decide` alone (a test walks the tree for other constructors).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from connectors.host.model import Audience, Item, Place

ANY = "*"
"""In a policy: every use case, every audience."""


class Level(IntEnum):
    """Classification levels, from the widest to the strictest; comparison is meant."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    RESTRICTED = 3

    @property
    def code(self) -> str:
        """Lower-case name, as policy documents and the API write it."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> Level:
        """Return the level of that lower-case name; KeyError where there is none."""
        return cls[code.upper()]


class UseCase(StrEnum):
    """What a person can ask for."""

    SUMMARISE = "summarise"
    CATEGORISE = "categorise"
    CHANGES = "changes"  # what changed between two versions of a page
    WHATS_NEW = "whats_new"  # what happened to an item since somebody last looked, or since its summary was approved
    COMMENT_DIGEST = "comment_digest"  # what a page's comments say, open questions first


class Effect(StrEnum):
    """What a rule says, from the freest to the strictest."""

    ALLOW = "allow"
    MASK = "mask"
    REVIEW = "review"
    DENY = "deny"


class Destination(StrEnum):
    """Where an engine sends the text, from the nearest to the farthest."""

    IN_PROCESS = "in_process"
    OWN_NETWORK = "own_network"
    CONTRACTED = "contracted"
    PUBLIC_API = "public_api"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks: the tenant, the person's random reference (never an account id), and the policy's teams of the person.

    Where `teams` is None, they are not known: what restricts any team holds, and what is for one team only does not.
    """

    tenant_id: str
    person_ref: str
    teams: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: this use case, on this item of this place, for this audience."""

    use_case: UseCase
    item: Item
    place: Place
    audience: Audience = Audience.AGENT


@dataclass(frozen=True, slots=True)
class MaskingPattern:
    """An administrator's own pattern: its name, the expression (RE2's syntax), and what stands in its place."""

    name: str
    pattern: str
    placeholder: str  # capital letters, such as CUSTOMER; SECRET is never restored


@dataclass(frozen=True, slots=True)
class MaskingProfile:
    """What is masked where a rule says `mask`: the names of detectors, and patterns. Secrets are masked always."""

    detectors: frozenset[str]
    patterns: tuple[MaskingPattern, ...] = ()

    def joined(self, other: MaskingProfile) -> MaskingProfile:
        """Return a profile that masks what either does."""
        return MaskingProfile(self.detectors | other.detectors, tuple(dict.fromkeys([*self.patterns, *other.patterns])))


DEFAULT_MASKING = MaskingProfile(
    frozenset(["email", "phone", "iban", "card", "ip", "national_id", "address", "person", "recogniser"])
)
"""Everything but licence plates, whose forms are those of too many ids."""


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What limits one run; None where nothing is said.

    Attributes:
        item_tokens: how long an item may be, in estimated tokens.
        runs_per_hour: how many runs a person may start within an hour.
    """

    item_tokens: int | None = None
    runs_per_hour: int | None = None

    def joined(self, other: RunLimits) -> RunLimits:
        """Return the smaller of each."""
        return RunLimits(_least(self.item_tokens, other.item_tokens), _least(self.runs_per_hour, other.runs_per_hour))


def _least(one: int | None, other: int | None) -> int | None:
    return min((value for value in (one, other) if value is not None), default=None)


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may approve a held run: a person (by random reference) or a team of the policy; one of the two."""

    person: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of how a decision came about, in stable codes.

    Attributes:
        step: what was looked at.
        outcome: what it said.
        rule: the id of the rule, overlay, exception, stop or engine, where it has one.
        source: where that stands in the policy (`rules/R-2`, `places/jira:PAY`), or what else said it.
    """

    step: str
    outcome: str
    rule: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """No: why (a stable code), by which rule, at which level, whom to ask, and what works instead."""

    # "stopped" | "place_not_allowed" | "level_denies" | "no_engine" | "audience" | "self_check" | "unknown_place"
    # | "too_often"
    reason: str
    rule: str
    level: Level
    policy_version: int
    contact: str
    instead: str
    trace: tuple[TraceStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Not yet: a named approver decides first.

    Attributes:
        approvers: whom to ask, in words.
        named: who may approve; empty where nobody is named, and then nobody can.
        hours: until the request expires.
    """

    rule: str
    level: Level
    policy_version: int
    approvers: str
    trace: tuple[TraceStep, ...] = ()
    named: tuple[Approver, ...] = ()
    hours: int = 72


class _Seal:
    """Held by `plugin.policy.decide` alone."""


SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, for exactly this person and ask. The gateway reads only for an `Allowed`."""

    subject: Subject
    ask: Ask
    level: Level
    effect: Effect  # ALLOW or MASK
    rule: str
    policy_version: int
    destinations: frozenset[Destination]
    engines: tuple[str, ...]
    trace: tuple[TraceStep, ...] = ()
    masking: MaskingProfile = DEFAULT_MASKING
    limits: RunLimits = field(default_factory=RunLimits)
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse every maker but the policy."""
        if self.seal is not SEAL:
            msg = "only plugin.policy constructs Allowed"
            raise TypeError(msg)


Decision = Allowed | Held | Refused
