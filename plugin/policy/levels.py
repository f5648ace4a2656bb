"""Levels that are found beside the administrator's own: Atlassian's, and what detectors find in a text. Pure.

The highest holds; nothing that is found lowers a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.policy.model import Level, TraceStep


class Source(StrEnum):
    """Whose word a found level is; the source of its step in a trace."""

    ITEM = "item"  # Atlassian's, of the page itself
    CONTAINER = "container"  # Atlassian's default of the project or space
    ORGANISATION = "organisation"  # Atlassian's default of the organisation
    UNKNOWN = "unknown"  # Atlassian says none
    DETECTOR = "detector"  # found in the text
    BEFORE = "before"  # an earlier decision of the same run


@dataclass(frozen=True, slots=True)
class Found:
    """A level that was found: whose word it is, and its name there (Atlassian's level, or the detector)."""

    level: Level
    source: Source
    name: str = ""

    def step(self) -> TraceStep:
        """Return it as a step of a trace."""
        return TraceStep("level", self.level.code, self.name, self.source.value)


def of_detected(detected: Mapping[str, Level], names: Iterable[str]) -> tuple[Found, ...]:
    """Return what these detectors' findings raise a text to; one that the policy does not name raises nothing."""
    return tuple(Found(detected[name], Source.DETECTOR, name) for name in names if name in detected)


def level_source(trace: Iterable[TraceStep]) -> str:
    """Return whose word the level of a decision is: the first that said the highest; empty where nobody said one."""
    said = [step for step in trace if step.step == "level"]
    return max(said, key=lambda step: Level.from_code(step.outcome)).source if said else ""
