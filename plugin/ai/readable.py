"""What of a document an engine may use for an audience."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.host.model import Audience, Document, Segment, SegmentKind, VisibilityKind

_EPOCH = datetime.min.replace(tzinfo=UTC)


def readable(document: Document, audience: Audience) -> list[Segment]:
    """The segments that this audience may read, the comments in the order of time.

    What a customer gets never rests on internal text; whoever reads the item leaves that out already, and this is
    the second lock.
    """
    public_only = audience is Audience.CUSTOMER
    kept = [s for s in document.segments if not public_only or s.visibility.kind is VisibilityKind.PUBLIC]
    comments = [s for s in kept if s.kind is SegmentKind.COMMENT]
    if all(comment.at is not None for comment in comments):
        comments.sort(key=lambda comment: comment.at or _EPOCH)
    return [*(s for s in kept if s.kind is not SegmentKind.COMMENT), *comments]
