"""Whether a short text beside a document (a label, a component's name) says what would be masked in the document."""

from __future__ import annotations

from collections.abc import Callable

from connectors.host.model import Document
from plugin.masking.registry import detectors, profile_of
from plugin.policy.model import Allowed


def discloses(document: Document, allowed: Allowed) -> Callable[[str], bool]:
    """Return the question for this document and decision.

    Such texts are not masked but left out: a placeholder is no name of a category, and nothing is to be restored.
    """
    authors = [segment.author for segment in document.segments if segment.author]
    chosen = detectors(profile_of(allowed), dict.fromkeys([*document.people, *authors]))
    return lambda text: any(True for detector in chosen for _ in detector.detect(text))
