"""What a model answers: a value, how sure it is, and where the text says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """The word for a probability; below `POSSIBLE` nothing is suggested."""

    VERY_LIKELY = "very likely"
    LIKELY = "likely"
    POSSIBLE = "possible"


FLOORS = ((0.9, Confidence.VERY_LIKELY), (0.7, Confidence.LIKELY), (0.5, Confidence.POSSIBLE))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value of the field; `probability` is within [0.5, 1], `evidence` are indices of segments, best first."""

    value: str
    probability: float
    confidence: Confidence
    evidence: tuple[int, ...]


def confidence(probability: float) -> Confidence | None:
    """Return the word for a probability; None where it is too small to suggest anything."""
    return next((word for floor, word in FLOORS if probability >= floor), None)
