"""Lay the text of an item out for a model: numbered parts, every line marked, between delimiters of this run.

Spotlighting (Hines et al. 2024, arXiv 2403.14720): a random delimiter that the text cannot contain, and a random mark
before each line of it, so that no line of an issue can look like one of ours. Characters that cannot be seen are taken
out, each field has a longest length, and what does not fit the budget is left out and counted, oldest comments first.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from connectors.host.model import BlockKind, Segment, SegmentKind, VisibilityKind
from plugin.ai.plain import one_line, plain

_BLOCK_MARKS = {
    BlockKind.HEADING: "# ",
    BlockKind.LIST_ITEM: "- ",
    BlockKind.TASK_OPEN: "[to do] ",
    BlockKind.TASK_DONE: "[done] ",
    BlockKind.DECISION: "[decision] ",
    BlockKind.QUOTE: "> ",
    BlockKind.CODE: "[code] ",
}
LONGEST_SEGMENT, LONGEST_CODE, LONGEST_NAME = 12_000, 2_000, 80
"""Characters of a segment, of one block of code and of a name that a model is given."""

_MARK = 2  # tokens of a mark and its blank
_GAP = " […] "
_HEAD = 0.7  # of what is shortened: the beginning says more than the end

NewNonce = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of an item as a model gets it.

    Attributes:
        text: with its delimiters.
        parts: segment ids by number, from 1.
        nonce: of the delimiters.
        mark: what each line begins with.
        left_out: comments that did not fit.
        shortened: segments of which only the beginning and the end were given.
    """

    text: str
    parts: tuple[str, ...]
    nonce: str
    mark: str
    left_out: int = 0
    shortened: int = 0


def tokens(text: str) -> int:
    """Return an estimate of tokens that is hardly ever too low: a third of the UTF-8 bytes, upwards."""
    return math.ceil(len(text.encode()) / 3)


def cost(text: str) -> int:
    """Return an estimate of tokens of a part's lines with their marks and its title."""
    return tokens(text) + (text.count("\n") + 3) * _MARK


def lay_out(
    segments: Sequence[Segment],
    budget: int,
    *,
    lists: Sequence[Sequence[str]] = (),
    new_nonce: NewNonce = lambda: secrets.token_hex(8),
) -> Layout:
    """Lay out the segments within a budget of tokens.

    Args:
        segments: what the audience may read, comments in the order of time.
        budget: estimated tokens at most; title, description, fields and the newest comments come first.
        lists: lines to choose from, one list a field; they stand after the parts and count towards the budget.
        new_nonce: for tests.
    """
    bodies = {segment.id: body(segment) for segment in segments if segment.text.strip()}
    listed = [line for lines in lists for line in lines]
    nonce = _fresh((*(text for text, _ in bodies.values()), *listed), new_nonce)
    mark = f"{nonce[:4]}|"
    chosen = _fitting([s for s in segments if s.id in bodies], bodies, budget - tokens("\n".join(listed)))
    lines, parts = [f"BEGIN {nonce}"], []
    for segment in chosen:
        parts.append(segment.id)
        lines.append(f"{mark} [{len(parts)}] {_title(segment)}")
        lines += [f"{mark} {line}" for line in bodies[segment.id][0].split("\n")]
    lines += [f"{mark} {line}" for line in listed]
    lines.append(f"END {nonce}")
    return Layout(
        text="\n".join(lines),
        parts=tuple(parts),
        nonce=nonce,
        mark=mark,
        left_out=len(bodies) - len(chosen),
        shortened=sum(bodies[segment.id][1] for segment in chosen),
    )


def _title(segment: Segment) -> str:
    """What kind of part it is; nothing that somebody wrote."""
    internal = " (internal)" if segment.visibility.kind is not VisibilityKind.PUBLIC else ""
    name = {SegmentKind.SUMMARY: "title"}.get(segment.kind, segment.kind.value)
    return f"{name}{internal}"


def body(segment: Segment) -> tuple[str, bool]:
    """Return a part's lines (who and when, the field's or link's own name, the blocks), and if it was shortened."""
    about = [_short(one_line(segment.role), LONGEST_NAME)] if segment.role else []
    if segment.kind is SegmentKind.LINK:
        about.append(_short(one_line(segment.id.partition(":")[2]), LONGEST_NAME))
    if segment.author:
        about.append(f"by {_short(one_line(segment.author.display_name), LONGEST_NAME)}")
    if segment.at:
        about.append(segment.at.strftime("%Y-%m-%d %H:%M"))
    blocks = []
    for block in segment.blocks:
        text = plain(block.text)
        if text:
            limit = LONGEST_CODE if block.kind is BlockKind.CODE else LONGEST_SEGMENT
            blocks.append(_BLOCK_MARKS.get(block.kind, "") + _short(text, limit))
    whole = "\n".join(blocks)
    said = _short(whole, LONGEST_SEGMENT)
    shortened = _GAP in said and _GAP not in segment.text
    return "\n".join([*([f"({', '.join(about)})"] if about else []), said]), shortened


def _short(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = int((limit - len(_GAP)) * _HEAD)
    return text[:head] + _GAP + text[len(text) - (limit - len(_GAP) - head) :]


def _fresh(texts: Iterable[str], new_nonce: NewNonce) -> str:
    """A nonce that stands nowhere in the text."""
    everything = "\n".join(texts)
    nonce = new_nonce()
    while nonce in everything or f"{nonce[:4]}|" in everything:
        nonce = new_nonce()
    return nonce


def _fitting(segments: Sequence[Segment], bodies: dict[str, tuple[str, bool]], budget: int) -> list[Segment]:
    """The segments that fit, in their order: everything but comments first, then comments from the newest back."""
    ranked = [s for s in segments if s.kind is not SegmentKind.COMMENT]
    ranked += [s for s in reversed(segments) if s.kind is SegmentKind.COMMENT]
    kept: set[str] = set()
    left = budget
    for segment in ranked:
        left -= cost(bodies[segment.id][0])
        if left < 0 and kept:
            break
        kept.add(segment.id)
    return [s for s in segments if s.id in kept]
