"""Which detectors find something in a document: a policy can say that such a text has a higher level.

This is about levels alone and changes nothing of what is masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.host.model import Document
from plugin.masking.fold import fold
from plugin.masking.registry import detector_of


def found_in(document: Document, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the named detectors that find at least one value in the title or in any text."""
    return tuple(name for name in names if _finds(name, document))


def _finds(name: str, document: Document) -> bool:
    detector = detector_of(name)
    return detector is not None and any(True for text in _texts(document) for _ in detector.detect(fold(text)))


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    for segment in document.segments:
        yield from (block.text for block in segment.blocks)
