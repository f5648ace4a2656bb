"""What a result says of parts of its item that look like instructions to an engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.host.model import Document, SegmentKind
from plugin.ai.suspicion.score import MOST_NAMED


def suspicion(marked: Mapping[str, tuple[str, ...]], document: Document) -> dict[str, Any]:
    """Return `suspicious` of a `Result` (openapi.yaml), or nothing where nothing is marked.

    Args:
        marked: the ids of segments, and what each looks like.
        document: as it was read.
    """
    segments = [(segment, marks) for name, marks in marked.items() if (segment := document.segment(name)) is not None]
    if not segments:
        return {}
    parts = [
        {
            "segment": segment.id,
            "kind": segment.kind.value,
            "role": segment.role,
            "author": segment.author.display_name if segment.author else "",
            "href": segment.href,
            "comment_id": segment.id.partition(":")[2] if segment.kind is SegmentKind.COMMENT else "",
            "marks": list(marks),
        }
        for segment, marks in segments[:MOST_NAMED]
    ]
    return {"suspicious": {"count": len(segments), "parts": parts}}
