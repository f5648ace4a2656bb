"""Which of several findings at one place counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from plugin.masking.model import EntityKind, Finding

# Of two findings of one length, the one that is less often a mistake.
_ORDER = (
    EntityKind.SECRET, EntityKind.IBAN, EntityKind.CARD, EntityKind.EMAIL, EntityKind.CUSTOM, EntityKind.ID,
    EntityKind.IP, EntityKind.PHONE, EntityKind.ADDRESS, EntityKind.PLATE, EntityKind.PERSON,
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


def resolve(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without overlaps, in the order of the text.

    A secret wins over anything, then the longer finding, then the more certain kind, then the earlier one; the same
    findings give the same answer in whichever order they come.
    """
    ranked = sorted(
        set(findings),
        key=lambda f: (f.kind is not EntityKind.SECRET, f.start - f.end, _RANK[f.kind], f.start, f.label, f.value),
    )
    kept: list[Finding] = []
    starts: list[int] = []
    for finding in ranked:
        at = bisect_left(starts, finding.end)  # the kept findings before `at` begin before this one ends
        if finding.start < finding.end and (at == 0 or kept[at - 1].end <= finding.start):
            kept.insert(at, finding)
            starts.insert(at, finding.start)
    return kept
