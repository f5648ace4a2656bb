"""What is known of an engine, and what a level requires of one. What is not known is not met.

An engine in this process sends nothing anywhere: it keeps nothing, learns nothing and leaves no region.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin.policy.model import Destination, Level


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What the operator's catalogue says of an engine.

    Attributes:
        destination: where it sends text; None where nobody said.
        region: where text is processed; empty where nobody said.
        retention_days: that its provider keeps what it was sent; None where nobody said.
        trains: whether it is used for training; None where nobody said.
    """

    destination: Destination | None = None
    region: str = ""
    retention_days: int | None = None
    trains: bool | None = None


IN_PROCESS = EngineFacts(Destination.IN_PROCESS, retention_days=0, trains=False)
_UNKNOWN = EngineFacts()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one level asks of an engine; None where it asks nothing."""

    destinations: frozenset[Destination] | None = None
    regions: frozenset[str] | None = None  # compared without regard to case
    retention_days: int | None = None  # at most
    no_training: bool = False

    def unmet(self, facts: EngineFacts) -> str:
        """Return which part an engine does not meet, as a stable code; empty where it meets all."""
        if self.destinations is not None and facts.destination not in self.destinations:
            return "destination"
        if facts.destination is Destination.IN_PROCESS:
            return ""
        regions = None if self.regions is None else {region.casefold() for region in self.regions}
        if regions is not None and (not facts.region or facts.region.casefold() not in regions):
            return "region"
        kept, most = facts.retention_days, self.retention_days
        if most is not None and (kept is None or kept > most):
            return "retention"
        return "training" if self.no_training and facts.trains is not False else ""


@dataclass(frozen=True, slots=True)
class Requirements:
    """What each level asks; what a level asks, every stricter one asks too."""

    levels: Mapping[Level, Requirement] = field(default_factory=dict)

    def unmet(self, engine: str, level: Level, facts: Mapping[str, EngineFacts]) -> tuple[Level, str] | None:
        """Return the widest level whose requirement an engine does not meet, with the part; None if it meets all."""
        known = facts.get(engine, _UNKNOWN)
        for named, requirement in sorted(self.levels.items()):
            part = requirement.unmet(known) if named <= level else ""
            if part:
                return named, part
        return None

    def destinations(self, level: Level, among: Iterable[Destination]) -> frozenset[Destination]:
        """Return those destinations that a level permits."""
        asked = [r.destinations for named, r in self.levels.items() if named <= level and r.destinations is not None]
        return frozenset(one for one in among if all(one in permitted for permitted in asked))

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_requirements` reads back."""
        return {level.code: _requirement_json(said) for level, said in self.levels.items()}


def parse_requirements(data: Mapping[str, Mapping[str, Any]]) -> Requirements:
    """Read the part `requirements` of a document that the schema has passed."""
    return Requirements(
        {
            Level.from_code(code): Requirement(
                frozenset(map(Destination, said["destinations"])) if "destinations" in said else None,
                frozenset(said["regions"]) if "regions" in said else None,
                said.get("retention_days"),
                said.get("no_training", False),
            )
            for code, said in data.items()
        }
    )


def _requirement_json(said: Requirement) -> dict[str, Any]:
    parts = {
        "destinations": sorted(said.destinations) if said.destinations is not None else None,
        "regions": sorted(said.regions) if said.regions is not None else None,
        "retention_days": said.retention_days,
        "no_training": said.no_training or None,
    }
    return {name: value for name, value in parts.items() if value is not None}
