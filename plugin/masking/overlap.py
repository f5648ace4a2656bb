"""Which of several findings at one place counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from plugin.masking.model import EntityKind, Finding

# Of two findings of one length, the one that is less often a mistake.
_ORDER = (
    EntityKind.SECRET, EntityKind.IBAN, EntityKind.CARD, EntityKind.EMAIL, EntityKind.CUSTOM, EntityKind.ID,
    EntityKind.IP, EntityKind.PHONE, EntityKind.ADDRESS, EntityKind.PLATE, EntityKind.PERSON,
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


def resolve(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Return findings without overlaps, in the order of the text.

    A secret wins over anything, then the longer finding, then the more certain kind, then the earlier one; the same
    findings give the same answer in whichever order they come. What is left of a loser beside the winners is still a
    finding: nothing that a detector saw stays in the text because another one saw a part of it.
    """
    ranked = sorted(
        set(findings),
        key=lambda f: (f.kind is not EntityKind.SECRET, f.start - f.end, _RANK[f.kind], f.start, f.label, f.value),
    )
    kept: list[Finding] = []
    starts: list[int] = []
    for finding in ranked:
        for piece in _beside(finding, kept, starts, text):
            at = bisect_left(starts, piece.start)
            kept.insert(at, piece)
            starts.insert(at, piece.start)
    return kept


def _beside(finding: Finding, kept: list[Finding], starts: list[int], text: str) -> list[Finding]:
    """The finding itself where nothing meets it, else its parts outside the kept ones that hold a letter or a digit."""
    last = bisect_left(starts, finding.end)
    first = last
    while first and kept[first - 1].end > finding.start:
        first -= 1
    if first == last:
        return [finding] if finding.start < finding.end else []
    edges = [finding.start, *(edge for other in kept[first:last] for edge in (other.start, other.end)), finding.end]
    pieces = [_trimmed(finding, start, end, text) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [piece for piece in pieces if piece.start < piece.end]


def _trimmed(finding: Finding, start: int, end: int, text: str) -> Finding:
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return replace(finding, start=start, end=end, value=text[start:end])
