"""What attached texts say: of each a sentence or two, chosen within the file; logs and tables are no prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connectors.host.model import Segment, SegmentKind
from plugin.ai.embedded.candidates import candidates
from plugin.ai.embedded.ranking import describe, rank
from plugin.ai.embedded.scoring import Coefficients
from plugin.ai.port import Length, Section, SectionKind, Sentence

_WORDS = {Length.BRIEF: 25, Length.STANDARD: 45}  # of each file
_MOST_FILES = 3


def files_section(
    segments: Sequence[Segment], title: str, length: Length, coefficients: Coefficients
) -> tuple[Section, ...]:
    """Return the section of the files, or nothing where none holds prose."""
    said = [
        s
        for segment in segments
        if segment.kind is SegmentKind.ATTACHMENT
        for s in _of(segment, title, length, coefficients)
    ]
    return (Section(SectionKind.FILES, tuple(said)),) if said else ()


def _of(file: Segment, title: str, length: Length, coefficients: Coefficients) -> list[Sentence]:
    sentences = candidates([replace(file, kind=SegmentKind.DESCRIPTION)])
    if not any(sentence.speaks for sentence in sentences):
        return []
    chosen = rank(describe(sentences, title), coefficients).fill(_WORDS[length])
    return [Sentence(sentences[i].text, (file.id,)) for i in sorted(chosen)]
