"""The policy document: untrusted JSON in, a frozen value out.

Unknown fields are refused: a misspelt restriction must never be a missing one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from connectors.host.model import Place
from plugin.policy.approvers import ApproverRules, parse_approvers
from plugin.policy.engines import EngineFacts, Requirements, parse_requirements
from plugin.policy.exceptions import PolicyException, parse_exception
from plugin.policy.keeping import KeepingRules, parse_keeping
from plugin.policy.limits import EVERYBODY, LimitRules, parse_limits
from plugin.policy.masking import MaskingRules
from plugin.policy.masking import parse as parse_masking
from plugin.policy.model import ANY, Destination, Effect, Level
from plugin.policy.native import NativeLevels, parse_native
from plugin.policy.overlays import Overlay, parse_overlay
from plugin.policy.stops import Stop, names_of
from plugin.policy.teams import Teams, parse_teams

PLACE_NAME = re.compile(r"(jira|confluence):(#[0-9]{1,20}|[A-Za-z0-9_~.-]{1,255})")
"""How policies and stops name a place; the schema says the same (a test compares them)."""

_MAX_PROBLEMS = 20


class PolicyInvalid(ValueError):
    """The document is not a policy. `problems` are (path, words) pairs that are safe to show."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """What an administrator said of one project or space."""

    level: Level
    note: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell (or row) of the matrix: from this level on, for this use case and audience, at most this."""

    id: str
    level: Level
    use_case: str
    audience: str
    effect: Effect
    engines: tuple[str, ...]
    destinations: frozenset[Destination]
    approvers: str = ""
    instead: str = ""

    def speaks_of(self, level: Level, use_case: str, audience: str) -> bool:
        """Whether the rule applies: what restricts a level restricts every stricter one."""
        return self.level <= level and self.use_case in {ANY, use_case} and self.audience in {ANY, audience}


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy; `version` is given by the store, 0 is the default that nobody wrote."""

    version: int = 0
    name: str = ""
    contact: str = ""
    instead: str = ""
    places: Mapping[str, PlaceRule] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    queues: tuple[str, ...] = ()  # names to which people can hand an output
    masking: MaskingRules = field(default_factory=MaskingRules)
    keeping: KeepingRules = field(default_factory=KeepingRules)  # `retention` in the document
    teams: Teams = field(default_factory=Teams)
    limits: LimitRules = field(default_factory=LimitRules)
    overlays: tuple[Overlay, ...] = ()
    exceptions: tuple[PolicyException, ...] = ()
    requirements: Requirements = field(default_factory=Requirements)
    approvers: ApproverRules = field(default_factory=ApproverRules)
    native_levels: NativeLevels = field(default_factory=NativeLevels)
    detected_levels: Mapping[str, Level] = field(default_factory=dict)  # detector -> what a finding raises a text to
    # Not part of the document, joined to it where it is in force (`joined`):
    stops: tuple[Stop, ...] = ()  # of the kill switch
    facts: Mapping[str, EngineFacts] = field(default_factory=dict)  # of the engines that are set up
    at: datetime | None = None  # when it decides; where that is not said, no exception holds

    def joined(self, *, stops: tuple[Stop, ...], facts: Mapping[str, EngineFacts], at: datetime) -> PolicyDocument:
        """Return this policy with what a decision needs besides it."""
        return replace(self, stops=stops, facts=facts, at=at)

    @property
    def asked_teams(self) -> frozenset[str]:
        """Teams on which a decision may depend, or what a run may cost."""
        named = {overlay.team for overlay in self.overlays} | {exception.team for exception in self.exceptions}
        return frozenset((named | {budget.team for budget in self.limits.budgets}) - {"", EVERYBODY})

    def live_exceptions(self) -> tuple[PolicyException, ...]:
        """Return the exceptions that have not ended."""
        return tuple(each for each in self.exceptions if self.at is not None and self.at < each.until)

    def place(self, place: Place) -> PlaceRule | None:
        """Return what is said of a place. Said twice, by key and by id, the stricter level holds."""
        name = self.name_of(place)
        return self.places[name] if name else None

    def name_of(self, place: Place) -> str:
        """Return the name under which it says something of a place; empty where it says nothing."""
        said = sorted(name for name in names_of(place) if name in self.places)
        return max(said, key=lambda name: self.places[name].level, default="")

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse` reads back to the same value."""
        return {
            "name": self.name,
            "contact": self.contact,
            "instead": self.instead,
            "places": {
                name: {"level": rule.level.code, "note": rule.note, "instead": rule.instead}
                for name, rule in self.places.items()
            },
            "rules": [
                {
                    "id": rule.id,
                    "level": rule.level.code,
                    "use_case": rule.use_case,
                    "audience": rule.audience,
                    "effect": rule.effect.value,
                    "engines": list(rule.engines),
                    "destinations": sorted(destination.value for destination in rule.destinations),
                    "approvers": rule.approvers,
                    "instead": rule.instead,
                }
                for rule in self.rules
            ],
            "queues": list(self.queues),
            "masking": self.masking.serialise(),
            "retention": self.keeping.serialise(),
            **{name: value for name, value in self._later_parts().items() if value},
        }

    def _later_parts(self) -> dict[str, Any]:
        """Parts that stand in the JSON only where they say something, so that an older version reads as it did."""
        return {
            "teams": self.teams.serialise(),
            "limits": self.limits.serialise(),
            "overlays": [overlay.serialise() for overlay in self.overlays],
            "exceptions": [exception.serialise() for exception in self.exceptions],
            "requirements": self.requirements.serialise(),
            "approvers": self.approvers.serialise(),
            "native_levels": self.native_levels.serialise(),
            "detected_levels": {name: level.code for name, level in self.detected_levels.items()},
        }


DEFAULT = PolicyDocument()
"""Nothing is allowed anywhere."""


def parse(data: object, *, version: int = 0) -> PolicyDocument:
    """Read a policy.

    Raises:
        PolicyInvalid: wrong shape, unknown field, or two rules with one id.
    """
    problems = [
        ("/".join(str(part) for part in error.absolute_path) or "(document)", error.message[:200])
        for error in _validator().iter_errors(data)
    ]
    if problems or not isinstance(data, dict):
        raise PolicyInvalid(sorted(problems)[:_MAX_PROBLEMS] or [("(document)", "not an object")])
    masking, unfit = parse_masking(data.get("masking", {}))
    exceptions, untimely = _exceptions(data.get("exceptions", ()))
    if unfit or untimely:
        raise PolicyInvalid(unfit + untimely)
    document = _document(data, masking, exceptions, version)
    contradictions = _contradictions(document)
    if contradictions:
        raise PolicyInvalid(contradictions[:_MAX_PROBLEMS])
    return document


def _document(
    data: dict[str, Any], masking: MaskingRules, exceptions: tuple[PolicyException, ...], version: int
) -> PolicyDocument:
    return PolicyDocument(
        version=version,
        name=data.get("name", ""),
        contact=data.get("contact", ""),
        instead=data.get("instead", ""),
        places={
            name: PlaceRule(Level.from_code(rule["level"]), rule.get("note", ""), rule.get("instead", ""))
            for name, rule in data["places"].items()
        },
        rules=tuple(_rule(rule) for rule in data["rules"]),
        queues=tuple(data.get("queues", ())),
        masking=masking,
        keeping=parse_keeping(data.get("retention", {})),
        teams=parse_teams(data.get("teams", {})),
        limits=parse_limits(data.get("limits", {})),
        overlays=tuple(parse_overlay(overlay) for overlay in data.get("overlays", ())),
        exceptions=exceptions,
        requirements=parse_requirements(data.get("requirements", {})),
        approvers=parse_approvers(data.get("approvers", {})),
        native_levels=parse_native(data.get("native_levels")),
        detected_levels={name: Level.from_code(code) for name, code in data.get("detected_levels", {}).items()},
    )


def _exceptions(listed: Any) -> tuple[tuple[PolicyException, ...], list[tuple[str, str]]]:  # noqa: ANN401 (JSON)
    read: list[PolicyException] = []
    problems: list[tuple[str, str]] = []
    for number, said in enumerate(listed):
        try:
            read.append(parse_exception(said))
        except ValueError:
            problems.append((f"exceptions/{number}/until", "is no date and time with an offset from UTC"))
    return tuple(read), problems


def _contradictions(document: PolicyDocument) -> list[tuple[str, str]]:
    """What no schema can say: ids that stand twice, and names of teams and rules that are not there."""
    statements = [rule.id for rule in document.rules] + [overlay.id for overlay in document.overlays]
    exceptions = [exception.id for exception in document.exceptions]
    problems = [
        (part, f"two rules have the id {name}")
        for part, ids in (("rules", statements), ("exceptions", exceptions))
        for name in sorted({name for name in ids if ids.count(name) > 1})
    ]
    named = [
        *((f"overlays/{overlay.id}/team", overlay.team) for overlay in document.overlays),
        *((f"exceptions/{exception.id}/team", exception.team) for exception in document.exceptions),
        *(("limits/budgets", budget.team) for budget in document.limits.budgets if budget.team != EVERYBODY),
        *(("approvers", team) for team in sorted(document.approvers.teams())),
    ]
    problems += [
        (path, f"there is no team {team}") for path, team in named if team and team not in document.teams.named
    ]
    known = frozenset(statements)
    return problems + [
        (f"exceptions/{exception.id}/rule", f"there is no rule or overlay {exception.rule}")
        for exception in document.exceptions
        if exception.rule not in known
    ]


def _rule(data: dict[str, Any]) -> Rule:
    # A rule that names no engine or destination means the one that sends nothing anywhere.
    return Rule(
        id=data["id"],
        level=Level.from_code(data["level"]),
        use_case=data["use_case"],
        audience=data.get("audience", ANY),
        effect=Effect(data["effect"]),
        engines=tuple(data.get("engines", ["embedded"])),
        destinations=frozenset(Destination(value) for value in data.get("destinations", ["in_process"])),
        approvers=data.get("approvers", ""),
        instead=data.get("instead", ""),
    )


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(files("plugin.policy").joinpath("schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)
