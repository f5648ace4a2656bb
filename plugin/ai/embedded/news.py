"""What is new in an item: what people changed, as it stands in the record of the host, then what was said and written.

Of an issue the new comments and a changed description give the sections of a summary; of a page the changed sections
give those of a page's summary, and the new comments those of a digest. A handful of sentences is shown whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.host.model import BlockKind, Document, Product, Segment, SegmentKind
from plugin.ai.embedded.candidates import candidates
from plugin.ai.embedded.pages.digest import digest
from plugin.ai.embedded.pages.summary import summarise_page
from plugin.ai.embedded.ranking import describe, rank
from plugin.ai.embedded.scoring import Coefficients
from plugin.ai.embedded.sections import TOO_LITTLE, arrange, prose_words
from plugin.ai.port import Length, Section, SectionKind, Sentence

Check = Callable[[], None]

_LEFT_OUT = frozenset({SectionKind.STATE, SectionKind.OPEN})  # of a page: its digest asks the open questions itself


def whats_new(
    document: Document, segments: Sequence[Segment], length: Length, coefficients: Coefficients, check: Check
) -> tuple[Section, ...]:
    """Return what is new; nothing where nothing is.

    Args:
        document: masked; it holds what is new and no more.
        segments: those that the audience may read.
        length: how many words of prose are wanted.
        coefficients: of the scoring.
        check: called between steps; raises where the work shall end.
    """
    changed = changes_in(segments)
    said = [s for s in segments if s.kind not in {SegmentKind.CHANGE, SegmentKind.SUMMARY}]
    of_page = document.item.product is Product.CONFLUENCE
    sections = (_of_page if of_page else _of_issue)(document, said, length, coefficients, check)
    return (*([Section(SectionKind.CHANGED, tuple(changed))] if changed else []), *sections)


def changes_in(segments: Sequence[Segment]) -> list[Sentence]:
    """Return a sentence for each change: what it is now, and what it was; nothing of it is anybody's own words."""
    return [_changed(segment) for segment in segments if segment.kind is SegmentKind.CHANGE]


def _changed(segment: Segment) -> Sentence:
    was = next((block.text for block in segment.blocks if block.kind is BlockKind.QUOTE), "")
    now = next(block.text for block in segment.blocks if block.kind is not BlockKind.QUOTE)
    return Sentence(now, (segment.id,), segment.role, was=was)


def _of_issue(
    document: Document, said: Sequence[Segment], length: Length, coefficients: Coefficients, check: Check
) -> tuple[Section, ...]:
    sentences = candidates(said)
    check()
    if prose_words(sentences) < TOO_LITTLE:
        all_of_it = tuple(Sentence(s.text, (s.segment_id,)) for s in sentences if s.speaks)
        return (Section(SectionKind.HAPPENED, all_of_it),) if all_of_it else ()
    described = describe(sentences, document.title)
    check()
    return arrange(said, rank(described, coefficients), length)


def _of_page(
    document: Document, said: Sequence[Segment], length: Length, coefficients: Coefficients, check: Check
) -> tuple[Section, ...]:
    written = [segment for segment in said if segment.kind is not SegmentKind.COMMENT]
    points = summarise_page(document, written, length, coefficients, check).sections if written else ()
    return (*(s for s in points if s.kind not in _LEFT_OUT), *digest(said, length, check))
