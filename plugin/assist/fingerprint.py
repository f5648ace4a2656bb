"""Which state of an item a result rests on, to see later what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.host.model import Document, SegmentKind
from plugin.policy.model import UseCase

PAGE = "@page"
"""Stands for a page's own text among the comments' ids; its value is the number of the page's version."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What happened since: comments that were not there, whether one that was read changed or went, a new version."""

    new_comments: int
    changed: bool
    page_moved: bool = False

    def __bool__(self) -> bool:
        return bool(self.new_comments) or self.changed or self.page_moved


def fingerprint(document: Document, use_case: UseCase = UseCase.SUMMARISE) -> dict[str, str]:
    """Return what an answer rests on: comment id -> its last change as the host writes it, and a page's version."""
    comments = {
        segment.id.partition(":")[2]: document.versions.get(segment.id, "")
        for segment in document.segments
        if segment.kind is SegmentKind.COMMENT
    }
    return resting_on(use_case, comments, document.facts.get("version", ""))


def resting_on(use_case: UseCase, comments: Mapping[str, str], version: str) -> dict[str, str]:
    """Return the part of an item's state that answers of a use case rest on."""
    said = {} if use_case is UseCase.CHANGES else dict(comments)
    return said | ({PAGE: version} if version and use_case is not UseCase.COMMENT_DIGEST else {})


def drift(then: Mapping[str, str], now: Mapping[str, str]) -> Drift:
    """Compare two fingerprints of one use case."""
    new = sum(name not in then for name in now if name != PAGE)
    changed = any(now.get(name) != version for name, version in then.items() if name != PAGE)
    moved = PAGE in then and PAGE in now and then[PAGE] != now[PAGE]
    return Drift(new, changed, moved)
