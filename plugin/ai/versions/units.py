"""A document of two versions as pieces that can be compared: sentences, rows, tasks, lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from connectors.host.model import Block, BlockKind, Document, Segment, versioned
from plugin.ai.embedded.sentences import split

_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")  # a number that counts changes with every step that is put in
_SPLIT = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.PANEL, BlockKind.QUOTE})


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of one version: a verbatim part of one block.

    `section` is the segment's id without the version, the same for both versions of a section that kept its headings.
    """

    text: str
    kind: BlockKind
    segment_id: str
    section: str
    block: int

    @property
    def key(self) -> str:
        """What makes two units the same: the text, whatever its spaces."""
        return " ".join(self.text.split())


def sides(document: Document) -> tuple[list[Segment], list[Segment]]:
    """Return the segments of the earlier and of the later version; both empty where it holds no two versions."""
    numbers = [document.facts.get(name, "") for name in ("from_version", "to_version")]
    if not all(numbers):
        return [], []
    earlier, later = ([s for s in document.segments if s.id.startswith(versioned(n, ""))] for n in numbers)
    return earlier, later


def section_of(segment_id: str) -> str:
    """Return a segment's id without its version."""
    return segment_id.partition("/")[2]


def units(segments: Iterable[Segment]) -> list[Unit]:
    """Return the pieces of a version in reading order."""
    return [
        Unit(text, block.kind, segment.id, section_of(segment.id), index)
        for segment in segments
        for index, block in enumerate(segment.blocks)
        for text in _pieces(block)
        if text.strip()
    ]


def _pieces(block: Block) -> Iterator[str]:
    text = _LIST_MARK.sub("", block.text) if block.kind is BlockKind.LIST_ITEM else block.text
    if block.kind in _SPLIT:
        yield from split(text)
    elif block.kind is BlockKind.CODE:
        yield from (line.strip() for line in text.splitlines())
    else:
        yield text.strip()
