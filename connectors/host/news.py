"""What is new in an item since a moment: a document with that alone, as the person may read it.

It holds the title, comments that came or changed, texts that changed, and what people changed as segments of their own.
`versions` still names every comment of the item, so that it can be seen later what came after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.host.model import Block, BlockKind, Document, Person, Segment, SegmentKind

NOTHING = "\u2013"
"""Stands where a field was emptied."""

_LONGEST = 300  # characters of a value that was changed


@dataclass(frozen=True, slots=True)
class Change:
    """One value that somebody changed; `role` names the field."""

    id: str
    role: str
    now: str
    was: str = ""
    author: Person | None = None
    at: datetime | None = None
    href: str = ""

    def segment(self) -> Segment:
        """Return the change as a segment: a quote of what was, and what is."""
        was, now = (" ".join(text.split())[:_LONGEST] for text in (self.was, self.now))
        quoted = (Block(BlockKind.QUOTE, was),) if was else ()
        blocks = (*quoted, Block(BlockKind.PARAGRAPH, now or NOTHING))
        return Segment(
            f"change:{self.id}",
            SegmentKind.CHANGE,
            blocks,
            role=self.role,
            author=self.author,
            at=self.at,
            href=self.href,
        )


def news_of(
    document: Document, since: datetime, changes: Iterable[Change], changed: Callable[[Segment], bool]
) -> Document:
    """Return what of a document is new.

    Args:
        document: the whole item, as it was read.
        since: what was there by then is old.
        changes: what people changed since, in the order of time.
        changed: whether a text (the description, a section, an included page) is another one since.
    """

    def new(segment: Segment) -> bool:
        if segment.kind is SegmentKind.SUMMARY:
            return True
        if segment.kind is SegmentKind.COMMENT:
            last = moment_of(document.versions.get(segment.id, "")) or segment.at
            return last is None or last > since
        return segment.kind in {SegmentKind.DESCRIPTION, SegmentKind.SECTION} and changed(segment)

    made = tuple(change.segment() for change in changes)
    return replace(
        document,
        segments=(*filter(new, document.segments), *made),
        people=tuple(dict.fromkeys([*document.people, *(s.author for s in made if s.author)])),
        facts={**document.facts, "since": since.isoformat()},
    )


def moment_of(value: str) -> datetime | None:
    """Return a time as either host writes it, or None."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None
