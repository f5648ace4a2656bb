"""Who approves what a rule holds for review: named people and teams of a place, of a level, or of the organisation.

Of these, the first that names anybody holds. People stand here by their random references, never by account ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.host.model import Place
from plugin.policy.model import Approver, Level
from plugin.policy.stops import names_of

DEFAULT_HOURS = 72


@dataclass(frozen=True, slots=True)
class ApproverRules:
    """What a policy says of approvers; `hours` until a held run expires."""

    organisation: tuple[Approver, ...] = ()
    levels: Mapping[Level, tuple[Approver, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[Approver, ...]] = field(default_factory=dict)
    hours: int = DEFAULT_HOURS

    def of(self, place: Place, level: Level) -> tuple[Approver, ...]:
        """Return who may approve there; empty where nobody is named."""
        of_place = [approver for name in sorted(names_of(place)) for approver in self.places.get(name, ())]
        return tuple(dict.fromkeys(of_place)) or self.levels.get(level, ()) or self.organisation

    def teams(self) -> frozenset[str]:
        """Return every team that is named."""
        lists = (self.organisation, *self.levels.values(), *self.places.values())
        return frozenset(approver.team for listed in lists for approver in listed if approver.team)

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_approvers` reads back; empty where nothing is said."""
        parts = {
            "organisation": _listed(self.organisation),
            "levels": {level.code: _listed(said) for level, said in self.levels.items()},
            "places": {name: _listed(said) for name, said in self.places.items()},
            "hours": self.hours if self.hours != DEFAULT_HOURS else None,
        }
        return {name: value for name, value in parts.items() if value}


def parse_approvers(data: Mapping[str, Any]) -> ApproverRules:
    """Read the part `approvers` of a document that the schema has passed."""
    return ApproverRules(
        organisation=_read(data.get("organisation", ())),
        levels={Level.from_code(code): _read(said) for code, said in data.get("levels", {}).items()},
        places={name: _read(said) for name, said in data.get("places", {}).items()},
        hours=data.get("hours", DEFAULT_HOURS),
    )


def _read(listed: Iterable[Mapping[str, str]]) -> tuple[Approver, ...]:
    return tuple(Approver(said.get("person", ""), said.get("team", "")) for said in listed)


def _listed(approvers: Iterable[Approver]) -> list[dict[str, str]]:
    return [{"person": each.person} if each.person else {"team": each.team} for each in approvers]
