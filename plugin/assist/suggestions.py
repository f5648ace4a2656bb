"""Suggestions of categories: what is left of a draft's, and how a person sees them.

The gates, in order: the field was asked for and the value is one of its own; the probability is one, and at least
"possible"; the item does not have the value already; a cited segment exists; the administrator's limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from connectors.host.choices import Choices, Value
from connectors.host.model import Document, Segment
from plugin.ai.port import Choice, Suggestion
from plugin.assist.visibility import narrowest, visibility_json

FLOORS = ((0.9, "very_likely"), (0.7, "likely"), (0.5, "possible"))
"""The least probability of each word; below the last, nothing is suggested."""

Numbered = Callable[[str, str], int]
"""(segment id, passage) -> the number of the citation."""


def check(
    suggestions: Sequence[Suggestion], choices: Sequence[Choice], document: Document
) -> tuple[tuple[Suggestion, ...], Counter[str]]:
    """Return the suggestions that hold, the surest first, and how many were dropped for which reason."""
    asked = {choice.field: choice for choice in choices}
    dropped: Counter[str] = Counter()
    kept: list[Suggestion] = []
    for said in sorted(suggestions, key=lambda each: each.probability, reverse=True):
        reason = _fault(said, asked.get(said.field), kept)
        held = _held(said, document)
        if reason or held is None:
            dropped[reason or "no_source"] += 1
        else:
            kept.append(held)
    return tuple(kept), dropped


def confidence(probability: float) -> str:
    """Return the word for a probability; empty where it is too small to suggest anything."""
    return next((word for floor, word in FLOORS if probability >= floor), "")


def propose(
    suggestions: Sequence[Suggestion], choices: Sequence[Choices], document: Document, numbered: Numbered
) -> list[dict[str, Any]]:
    """Return the `Suggestion`s of openapi.yaml, in the order in which they were checked."""
    offered = {choice.field: choice for choice in choices}
    return [
        _json(f"g{number}", said, offered[said.field], document, numbered)
        for number, said in enumerate(suggestions, start=1)
    ]


def _fault(said: Suggestion, choice: Choice | None, kept: Sequence[Suggestion]) -> str:
    if choice is None or not 0 <= said.value < len(choice.values):
        return "unknown_value"
    if not 0.0 <= said.probability <= 1.0 or not confidence(said.probability):
        return "unlikely"
    if choice.values[said.value].id in choice.current:
        return "unchanged"
    before = [each.value for each in kept if each.field is said.field]
    if said.value in before:
        return "twice"
    most = choice.limit if said.field.several else min(choice.limit, 1)
    return "over_limit" if len(before) >= most else ""


def _held(said: Suggestion, document: Document) -> Suggestion | None:
    """The suggestion with the citations that exist, each once; None where none does."""
    passages = dict(zip(said.cites, (*said.passages, *[""] * len(said.cites)), strict=False))
    cites = tuple(cited for cited in passages if document.segment(cited) is not None)
    if not cites:
        return None
    return Suggestion(said.field, said.value, said.probability, cites, tuple(passages[cited] for cited in cites))


def _json(name: str, said: Suggestion, choice: Choices, document: Document, numbered: Numbered) -> dict[str, Any]:
    cited = [s for s in (document.segment(each) for each in said.cites) if s is not None]
    return {
        "id": name,
        "field": said.field.value,
        "value": _value(choice.values[said.value]),
        "probability": round(said.probability, 4),
        "confidence": confidence(said.probability),
        "citations": _citations(said, cited, numbered),
        "visibility": visibility_json(narrowest(cited)),
        "replaces": None if said.field.several or not choice.current else _value(choice.current[0]),
    }


def _citations(said: Suggestion, cited: Sequence[Segment], numbered: Numbered) -> list[int]:
    passages = dict(zip(said.cites, said.passages, strict=True))
    return list(dict.fromkeys(numbered(segment.id, passages[segment.id]) for segment in cited))


def _value(value: Value) -> dict[str, str]:
    return {"id": value.id, "name": value.name}


def fields_of(suggestions: Sequence[Suggestion]) -> dict[str, int]:
    """Return how many suggestions each field has, for the record."""
    return dict(Counter(said.field.value for said in suggestions))
