"""Precision and recall of found spans against marked ones.

A value counts as found where four fifths of its characters are covered by findings, whatever they are called: what
matters is that it does not leave. A finding counts as right where it meets a marked value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

COVERED = 0.8


@dataclass(frozen=True)
class Entity:
    """A marked or found span: `text[start:end]` is of that type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Example:
    """A text and what must be found in it."""

    text: str
    entities: tuple[Entity, ...]
    group: str = ""


@dataclass(frozen=True)
class Score:
    """Of one type: how many were marked and found, how many findings there were and were right."""

    marked: int
    found: int
    findings: int
    right: int

    @property
    def recall(self) -> float | None:
        """Share of marked values that were found; None without any."""
        return self.found / self.marked if self.marked else None

    @property
    def precision(self) -> float | None:
        """Share of findings of this type that meet a marked value; None without any."""
        return self.right / self.findings if self.findings else None


def score(examples: Iterable[Example], found: Iterable[list[Entity]]) -> dict[str, Score]:
    """Return the score of every type that was marked or found."""
    marked: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for example, spans in zip(examples, found, strict=True):
        for entity in example.entities:
            marked[entity.type] += 1
            hit[entity.type] += _covered(entity, spans) >= COVERED * (entity.end - entity.start)
        for span in spans:
            findings[span.type] += 1
            right[span.type] += any(span.start < e.end and e.start < span.end for e in example.entities)
    types = sorted(marked.keys() | findings.keys())
    return {name: Score(marked[name], hit[name], findings[name], right[name]) for name in types}


def _covered(entity: Entity, spans: list[Entity]) -> int:
    return len({at for span in spans for at in range(max(span.start, entity.start), min(span.end, entity.end))})
