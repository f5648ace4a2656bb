"""Overlays: what holds besides the matrix for some places or one team. An overlay can only take away.

It may raise the level, name a stricter effect, leave fewer engines or destinations, and set smaller limits. Where it
is not known whether a person is in the team, the overlay holds. A delegated overlay was set by the administrators of
its one place, within what the organisation allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin.policy.limits import limits_json, run_limits
from plugin.policy.model import ANY, Ask, Destination, Effect, Level, RunLimits, Subject
from plugin.policy.stops import names_of


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay; None and empty mean that it does not speak of that.

    Attributes:
        id: unique among rules and overlays.
        places: as policies name them; empty for every place.
        team: whom it speaks of; empty for everybody.
        level: what it speaks of counts at least as this.
        effect: `mask`, `review` or `deny`.
        engines, destinations: which of them are left.
        delegated: set by the administrators of its one place.
    """

    id: str
    places: frozenset[str] = frozenset()
    team: str = ""
    use_case: str = ANY
    audience: str = ANY
    level: Level | None = None
    effect: Effect | None = None
    engines: tuple[str, ...] | None = None
    destinations: frozenset[Destination] | None = None
    limits: RunLimits = field(default_factory=RunLimits)
    delegated: bool = False
    instead: str = ""
    note: str = ""

    def speaks_of(self, subject: Subject, ask: Ask) -> bool:
        """Whether it holds for this question; a team that is not known to be another's counts as this person's."""
        return (
            (not self.places or not self.places.isdisjoint(names_of(ask.place)))
            and (not self.team or subject.teams is None or self.team in subject.teams)
            and self.use_case in {ANY, ask.use_case.value}
            and self.audience in {ANY, ask.audience.value}
        )

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_overlay` reads back, with what it says and nothing else."""
        narrowed = {
            "level": self.level.code if self.level is not None else None,
            "effect": self.effect.value if self.effect else None,
            "engines": list(self.engines) if self.engines is not None else None,
            "destinations": sorted(self.destinations) if self.destinations is not None else None,
            "limits": limits_json(self.limits) or None,
            "places": sorted(self.places) or None,
            "team": self.team or None,
            "delegated": self.delegated or None,
            "instead": self.instead or None,
            "note": self.note or None,
        }
        said = {name: value for name, value in narrowed.items() if value is not None}
        return {"id": self.id, "use_case": self.use_case, "audience": self.audience, **said}


def parse_overlay(data: Mapping[str, Any]) -> Overlay:
    """Read one entry of the part `overlays` of a document that the schema has passed."""
    return Overlay(
        id=data["id"],
        places=frozenset(data.get("places", ())),
        team=data.get("team", ""),
        use_case=data.get("use_case", ANY),
        audience=data.get("audience", ANY),
        level=Level.from_code(data["level"]) if "level" in data else None,
        effect=Effect(data["effect"]) if "effect" in data else None,
        engines=tuple(data["engines"]) if "engines" in data else None,
        destinations=frozenset(map(Destination, data["destinations"])) if "destinations" in data else None,
        limits=run_limits(data.get("limits", {})),
        delegated=data.get("delegated", False),
        instead=data.get("instead", ""),
        note=data.get("note", ""),
    )
