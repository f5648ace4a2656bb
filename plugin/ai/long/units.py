"""The units of a long item: what is laid out as one numbered part, and the segments that it stands for.

Segments are cut at their blocks where they are too long for one part. A unit's id is of the layout alone; what a
model cites is turned into ids of segments here, so that no id ever comes from a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.host.model import Block, BlockKind, Segment
from plugin.ai.port import Source
from plugin.ai.prompts.layout import LONGEST_CODE, LONGEST_SEGMENT, body, cost


@dataclass(frozen=True, slots=True)
class Unit:
    """One part for a model.

    Attributes:
        part: what is laid out: (a piece of) a segment, or a note in its place.
        cites: ids of the segments that it stands for.
        sources: what it was made from, for who keeps notes.
        note: whether it is one, and not the text itself.
    """

    part: Segment
    cites: tuple[str, ...]
    sources: tuple[Source, ...]
    note: bool = False

    @property
    def text(self) -> str:
        """What a model gets of it."""
        return body(self.part)[0]

    @property
    def cost(self) -> int:
        """Estimated tokens of what a model gets."""
        return cost(self.text)


def units_of(segments: Iterable[Segment]) -> list[Unit]:
    """Return a unit for each segment that says something, several for one that is too long for a part."""
    return [unit for segment in segments if segment.text.strip() for unit in _pieces(segment)]


def expanded(cites: Iterable[str], units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Return the segments for what was cited by the ids of parts; an id that is no part's stays, to be found out."""
    return tuple(dict.fromkeys(id_ for cite in cites for id_ in (units[cite].cites if cite in units else (cite,))))


def _pieces(segment: Segment) -> Iterator[Unit]:
    runs = list(_runs(segment.blocks))
    for number, (start, end, blocks) in enumerate(runs, 1):
        id_ = segment.id if len(runs) == 1 else f"{segment.id}~{number}"
        sources = (Source(segment.id, start, end),)
        yield Unit(replace(segment, id=id_, blocks=blocks), (segment.id,), sources)


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[int, int, tuple[Block, ...]]]:
    """Blocks that make one part each; only a paragraph that is longer than a part is cut, between its words."""
    kept: list[Block] = []
    start = size = 0
    for at, block in enumerate(blocks):
        is_code = block.kind is BlockKind.CODE
        length = min(len(block.text), LONGEST_CODE) if is_code else len(block.text)
        if kept and size + length > _ROOM:
            yield start, at, tuple(kept)
            kept, start, size = [], at, 0
        if length > _ROOM:
            yield from ((at, at + 1, (replace(block, text=text),)) for text in _cut(block.text))
            start = at + 1
            continue
        kept.append(block)
        size += length + 20
    if kept:
        yield start, len(blocks), tuple(kept)


_ROOM = LONGEST_SEGMENT - 200  # the marks of blocks and line breaks need some


def _cut(text: str) -> Iterator[str]:
    while len(text) > _ROOM:
        at = text.rfind(" ", _ROOM // 2, _ROOM)
        at = at if at > 0 else _ROOM
        yield text[:at]
        text = text[at:].lstrip()
    if text:
        yield text
