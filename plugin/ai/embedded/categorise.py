"""Suggest values for the fields of an item: by what was learned, else by the names and descriptions of the values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from connectors.host.model import BlockKind, Segment, SegmentKind
from plugin.ai.embedded.categories.model import Model
from plugin.ai.embedded.categories.naming import Named
from plugin.ai.port import Choice, Suggestion

_TEXTS = frozenset({SegmentKind.SUMMARY, SegmentKind.DESCRIPTION, SegmentKind.COMMENT, SegmentKind.SECTION})
_PLACEHOLDER = re.compile(r"\[(?:SECRET|[A-Z][A-Z0-9_]*_[0-9A-F]{6,40}_\d{1,9})\]")  # of any kind, custom ones too
_MOST_CHARACTERS = 40_000  # of one item: what comes after that decides no category


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of an item's text, and the segment that it stands in."""

    segment: str
    text: str


def passages(segments: Iterable[Segment]) -> list[Passage]:
    """Return what people wrote, block by block; fields and links are not read: they hold the answer to be found."""
    found, left = [], _MOST_CHARACTERS
    for segment in segments:
        if segment.kind not in _TEXTS:
            continue
        for block in segment.blocks:
            if block.kind is BlockKind.MEDIA or not block.text.strip() or left <= 0:
                continue
            found.append(Passage(segment.id, block.text[:left]))
            left -= len(block.text)
    return found


def plain(text: str) -> str:
    """Return a masked text without its placeholders: their numbers are of one run and tell nothing."""
    return _PLACEHOLDER.sub(" ", text)


def categorise(
    title: str, segments: Sequence[Segment], choices: Sequence[Choice], between: Callable[[], None]
) -> tuple[Suggestion, ...]:
    """Return suggestions, the surest first; none for a field where the evidence is thin.

    Args:
        title: of the masked item; a page's is no segment, so it is read and cannot be cited.
        segments: of the masked item.
        choices: the fields to choose for.
        between: called before each field; raises to end the work.
    """
    read = passages(segments)
    texts = [plain(passage.text) for passage in read]
    whole = "\n".join([plain(title), *(text for text in texts if text != plain(title))])
    found: list[Suggestion] = []
    for choice in choices:
        between()
        found += _for_field(choice, whole, read, texts)
    return tuple(sorted(found, key=lambda each: -each.probability))


def _for_field(choice: Choice, whole: str, read: Sequence[Passage], texts: Sequence[str]) -> list[Suggestion]:
    place = {value.id: index for index, value in enumerate(choice.values)}
    found = []
    for said in model_of(choice).suggest(whole, texts):
        if said.value in place and said.value not in choice.current and said.evidence:
            cited = {read[index].segment: read[index].text for index in reversed(said.evidence)}
            order = dict.fromkeys(read[index].segment for index in said.evidence)
            found.append(
                Suggestion(
                    choice.field,
                    place[said.value],
                    said.probability,
                    tuple(order),
                    tuple(cited[segment] for segment in order),
                )
            )
    return found[: choice.limit]


def model_of(choice: Choice) -> Model | Named:
    """Return what was learned, or names and descriptions where nothing usable was."""
    if choice.model is not None:
        try:
            return Model.from_bytes(choice.model)
        except ValueError:  # of an earlier version: it is learned again in the background
            pass
    return Named(choice.values, several=choice.field.several)
