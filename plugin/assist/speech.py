"""In which language an answer is: the reader's, the item's, the customer's, or one that the operator has fixed.

The embedded engine quotes the item, so it answers in the item's languages whatever is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectors.host.model import Audience, Document, Segment, SegmentKind, VisibilityKind
from plugin.ai.language import guess

MINE, ITEM, CUSTOMER = "mine", "item", "customer"
MODES = frozenset({MINE, ITEM, CUSTOMER})
TAG = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}")

_TEXTS = frozenset({SegmentKind.SUMMARY, SegmentKind.DESCRIPTION, SegmentKind.SECTION, SegmentKind.COMMENT})


def spoken(mode: str, reader: str, document: Document) -> str:
    """Return the language of an answer, as BCP 47.

    Args:
        mode: `mine`, `item`, `customer`, or a language.
        reader: the language of the person's own page.
        document: the item; `customer` is who raised it, by what they wrote where customers read it.
    """
    if mode == MINE:
        return reader
    if mode not in MODES:
        return mode
    segments = [segment for segment in document.segments if segment.kind in _TEXTS]
    theirs = _language(_of_reporter(segments)) if mode == CUSTOMER else ""
    return theirs or _language(segments) or reader


def default(audience: Audience) -> str:
    """Return the mode that holds where nobody has set one."""
    return CUSTOMER if audience is Audience.CUSTOMER else MINE


def _of_reporter(segments: Iterable[Segment]) -> list[Segment]:
    segments = list(segments)
    raised = next((s for s in segments if s.kind is not SegmentKind.COMMENT and s.author), None)
    author = raised.author if raised else None
    return [s for s in segments if author and s.author == author and s.visibility.kind is VisibilityKind.PUBLIC]


def _language(segments: Iterable[Segment]) -> str:
    return guess("\n".join(segment.text for segment in segments))
