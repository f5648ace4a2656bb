"""The last look at what an engine wrote, before anything is restored: did a masked value find its way into it?

The engine saw placeholders. So its text can hold no original, however it is spelled; and no new address, number or
key that a detector finds, unless it stood in what the engine was given. What does is invented or carried around the
masking, and the sentence goes.
"""

from __future__ import annotations

from connectors.host.model import Document
from plugin.masking.fold import fold
from plugin.masking.model import EntityKind, Masked, Vault
from plugin.masking.placeholders import shapes
from plugin.masking.squash import SHORTEST, squash


class LeakCheck:
    """Knows what one run masked and what its engine was given."""

    def __init__(self, masked: Masked, vault: Vault) -> None:
        self._detectors = vault.detectors
        self._placeholders = shapes(vault.labels).tolerant
        self._originals = tuple(
            squashed
            for placeholder, original in vault.items()
            if len(squashed := squash(original)) >= SHORTEST and (_is_long(original) or not _is_name(placeholder))
        )
        self._given = fold(_everything(masked.document))
        self._given_squashed = squash(self._given)

    def leaks(self, text: str) -> bool:
        """Whether a masked text of the engine holds what it must not."""
        plain = fold(self._placeholders.sub(" \n ", text))
        squashed = squash(plain)
        if any(original in squashed for original in self._originals):
            return True
        return any(
            not self._was_given(found.kind, plain[found.start : found.end])
            for detector in self._detectors
            for found in detector.detect(plain)
        )

    def _was_given(self, kind: EntityKind, value: str) -> bool:
        # The case of a name tells it from a word; the groups of a number tell nothing.
        return value in self._given if kind is EntityKind.PERSON else squash(value) in self._given_squashed


def _is_name(placeholder: str) -> bool:
    return placeholder.startswith(f"[{EntityKind.PERSON.value}_")


def _is_long(original: str) -> bool:
    """One name alone can be a word ("Winter"): the detector of names minds its case, this comparison does not."""
    return len(original.split()) > 1


def _everything(document: Document) -> str:
    authors = [segment.author.display_name for segment in document.segments if segment.author]
    texts = [document.title, document.place.name, *document.labels, *document.facts.values(), *authors]
    return "\n".join([*texts, *(segment.text for segment in document.segments)])
