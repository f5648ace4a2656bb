"""The sentences of a document that may stand in a summary, with where each one stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.host.model import Block, BlockKind, Segment, SegmentKind
from plugin.ai.embedded.sentences import split
from plugin.ai.embedded.talk import is_empty_talk, is_quote
from plugin.ai.embedded.terms import word_count

# Headings name what follows, open tasks have their own section; the others are no prose.
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TASK_DONE, BlockKind.DECISION, BlockKind.PANEL})

_NUMBERED = re.compile(r"\s*\d+[.)]\s")
_MARK = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")  # what a list puts before an item is no part of the sentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be selected.

    `turn` counts who spoke when: 0 is the description (or the page), comments follow. `position` is the place of
    the sentence within its turn, from 0. `words` is its length. A `step` is an item of a numbered list: torn out of
    its order it says little.
    """

    text: str
    segment_id: str
    author: str
    turn: int
    block: int
    position: int
    words: int
    kind: BlockKind
    step: bool
    quote: bool
    after_quote: bool
    empty: bool

    @property
    def speaks(self) -> bool:
        """Whether the sentence says something of its own: no quote, no bare greeting, thanks or agreement."""
        return not self.quote and not self.empty


def candidate(
    text: str,
    segment_id: str,
    author: str,
    turn: int,
    block: int,
    position: int,
    *,
    source: Block | None = None,
    after_quote: bool = False,
) -> Candidate:
    """Return a sentence with what its text, and the block that it stands in, tell."""
    quote = is_quote(text)
    return Candidate(
        text=text,
        segment_id=segment_id,
        author=author,
        turn=turn,
        block=block,
        position=position,
        words=word_count(text),
        kind=source.kind if source else BlockKind.PARAGRAPH,
        step=source is not None and source.kind is BlockKind.LIST_ITEM and _NUMBERED.match(source.text) is not None,
        quote=quote,
        after_quote=after_quote and not quote,
        empty=is_empty_talk(text),
    )


def candidates(segments: Iterable[Segment]) -> list[Candidate]:
    """Return the prose of the description, the page's sections and the comments, in the order of the document.

    Code, table rows, media, quotes, headings and blocks of unknown kind are left out; whoever answers right below a
    quote is marked.
    """
    found: list[Candidate] = []
    turn = 0
    for segment in segments:
        if segment.kind is SegmentKind.COMMENT:
            turn += 1
        elif segment.kind not in {SegmentKind.DESCRIPTION, SegmentKind.SECTION}:
            continue
        position = found[-1].position + 1 if found and found[-1].turn == turn else 0
        found += _of_segment(segment, turn, position)
    return found


def _of_segment(segment: Segment, turn: int, position: int) -> list[Candidate]:
    author = segment.author.account_id if segment.author else ""
    found: list[Candidate] = []
    after_quote = False
    for index, block in enumerate(segment.blocks):
        for text in _sentences(block):
            place = position + len(found)
            found.append(candidate(text, segment.id, author, turn, index, place, source=block, after_quote=after_quote))
            after_quote = found[-1].quote
        if block.kind is BlockKind.QUOTE:
            after_quote = True
    return found


def _sentences(block: Block) -> list[str]:
    if block.kind not in _PROSE:
        return []
    text = _MARK.sub("", block.text) if block.kind is BlockKind.LIST_ITEM else block.text
    return split(text)
