"""The policy document: untrusted JSON in, a frozen value out.

Unknown fields are refused: a misspelt restriction must never be a missing one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from connectors.host.model import Place
from plugin.policy.keeping import KeepingRules, parse_keeping
from plugin.policy.masking import MaskingRules
from plugin.policy.masking import parse as parse_masking
from plugin.policy.model import Destination, Effect, Level
from plugin.policy.stops import Stop, names_of

PLACE_NAME = re.compile(r"(jira|confluence):(#[0-9]{1,20}|[A-Za-z0-9_~.-]{1,255})")
"""How policies and stops name a place; the schema says the same (a test compares them)."""

_ANY = "*"
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
        return self.level <= level and self.use_case in {_ANY, use_case} and self.audience in {_ANY, audience}


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
    stops: tuple[Stop, ...] = ()  # of the kill switch; not part of the document, joined to it where it is in force

    def place(self, place: Place) -> PlaceRule | None:
        """Return what is said of a place. Said twice, by key and by id, the stricter level holds."""
        said = [self.places[name] for name in names_of(place) if name in self.places]
        return max(said, key=lambda rule: rule.level) if said else None

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
    ids = [rule["id"] for rule in data["rules"]]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise PolicyInvalid([("rules", f"two rules have the id {name}") for name in twice])
    masking, unfit = parse_masking(data.get("masking", {}))
    if unfit:
        raise PolicyInvalid(unfit)
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
    )


def _rule(data: dict[str, Any]) -> Rule:
    # A rule that names no engine or destination means the one that sends nothing anywhere.
    return Rule(
        id=data["id"],
        level=Level.from_code(data["level"]),
        use_case=data["use_case"],
        audience=data.get("audience", _ANY),
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
