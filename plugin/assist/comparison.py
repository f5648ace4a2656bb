"""What two versions of a page come to, for the person who may read both: numbers, and the real diff of the text.

Made from the document as it was read, not from the masked text: it goes to nobody but this person, with the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from connectors.host.model import BlockKind, Document, Segment, SegmentKind
from plugin.ai.versions.align import changes_of, paired_sections
from plugin.ai.versions.units import section_of, sides
from plugin.ai.versions.words import Op, word_diff

_MOST_CHARACTERS = 20_000  # of the diff; the sections beyond are counted
_AROUND = 80  # characters of unchanged text that are kept on each side of a change
_CUT = " … "


def compared(document: Document) -> dict[str, Any]:
    """Return `comparison` and `diff` of a result (see openapi.yaml)."""
    earlier, later = sides(document)
    shown, left_out, room = [], 0, _MOST_CHARACTERS
    for entry in _diff(earlier, later):
        size = sum(len(op["text"]) for op in entry["ops"])
        if size > room:
            left_out += 1
            continue
        room -= size
        shown.append(entry)
    counts = Counter(change.what.value for change in changes_of(document))
    comparison = {
        "from": _version(document.facts["from_version"], earlier),
        "to": _version(document.facts["to_version"], later),
        "counts": dict(counts),
        "sections_left_out": left_out,
    }
    return {"comparison": comparison, "diff": shown}


def _version(number: str, segments: Sequence[Segment]) -> dict[str, Any]:
    first = segments[0] if segments else None
    return {
        "number": int(number),
        "at": first.at.isoformat() if first and first.at else None,
        "author": first.author.display_name if first and first.author else "",
    }


def _diff(earlier: Sequence[Segment], later: Sequence[Segment]) -> Iterator[dict[str, Any]]:
    """The sections that differ, in the order of the later version; those that went come last."""
    pairs = paired_sections(earlier, later)
    old = {section_of(segment.id): segment for segment in earlier}
    for segment in later:
        before = old.pop(pairs.get(section_of(segment.id), ""), None)
        if before is None or before.text != segment.text:
            renamed = before is not None and _heading(before) != _heading(segment)
            yield _entry(segment, word_diff(_text(before, headed=renamed), _text(segment, headed=renamed)))
    for segment in old.values():
        yield _entry(segment, word_diff(_text(segment, headed=False), ""))


def _heading(segment: Segment) -> str:
    return next((block.text for block in segment.blocks[:1] if block.kind is BlockKind.HEADING), "")


def _text(segment: Segment | None, *, headed: bool) -> str:
    """The text of a section; its heading stands above it anyway, and is a part of it only where it was changed."""
    if segment is None:
        return ""
    stands_above = segment.kind is SegmentKind.SECTION and _heading(segment) and not headed
    return "\n".join(block.text for block in segment.blocks[1 if stands_above else 0 :])


def _entry(segment: Segment, ops: Sequence[Op]) -> dict[str, Any]:
    heading = segment.role if segment.kind is SegmentKind.SECTION else ""
    return {
        "segment": segment.id,
        "heading": heading,
        "ops": [{"op": op.op, "text": _shortened(op, at, len(ops))} for at, op in enumerate(ops)],
    }


def _shortened(op: Op, at: int, count: int) -> str:
    """Unchanged text only around what changed."""
    if op.op != "same" or len(op.text) <= 2 * _AROUND + len(_CUT):
        return op.text
    before = op.text[:_AROUND] if at else ""
    after = op.text[-_AROUND:] if at < count - 1 else ""
    return f"{before}{_CUT}{after}"
