"""Which state of an item a result rests on, to see later what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.host.model import Document, SegmentKind


@dataclass(frozen=True, slots=True)
class Drift:
    """What happened since: comments that were not there, and whether one that was read changed or went."""

    new_comments: int
    changed: bool

    def __bool__(self) -> bool:
        return bool(self.new_comments) or self.changed


def fingerprint(document: Document) -> dict[str, str]:
    """Return comment id -> its last change, as the host writes it; no content."""
    return {
        segment.id.partition(":")[2]: document.versions.get(segment.id, "")
        for segment in document.segments
        if segment.kind is SegmentKind.COMMENT
    }


def drift(then: Mapping[str, str], now: Mapping[str, str]) -> Drift:
    """Compare two fingerprints."""
    new = sum(comment not in then for comment in now)
    changed = any(now.get(comment) != version for comment, version in then.items())
    return Drift(new, changed)
