"""Restore what this run masked, and nothing else."""

from __future__ import annotations

import re

from plugin.masking.mask import PLACEHOLDER
from plugin.masking.model import Vault

# How an engine may have bent a placeholder: case, blanks or hyphens for underscores, escaped underscores.
_TOLERANT = re.compile(
    r"\[\s*(EMAIL|PHONE|IBAN|CARD|IP|PERSON)\s*(?:\\?_|[-\s])\s*([0-9A-F]{6,})\s*(?:\\?_|[-\s])\s*(\d+)\s*\]",
    re.IGNORECASE,
)
_SUSPECT = re.compile(
    r"\[?\b(?:EMAIL|PHONE|IBAN|CARD|IP|PERSON)\s*(?:\\?_|-)\s*[0-9A-F]{4,}\s*(?:\\?_|-)\s*\d+\b", re.IGNORECASE
)


class UnknownPlaceholder(ValueError):
    """The text holds a placeholder that this run did not issue; the caller drops the sentence."""


def unmask(text: str, vault: Vault) -> str:
    """Return the text with every placeholder of this run replaced by its original.

    Raises:
        UnknownPlaceholder: something shaped like a placeholder is not one of this run's.
    """

    def restore(match: re.Match[str]) -> str:
        kind, nonce, number = match.groups()
        original = vault.original(f"[{kind.upper()}_{nonce.upper()}_{number}]")
        if original is None:
            raise UnknownPlaceholder
        return original

    parts, at = [], 0
    for match in _TOLERANT.finditer(text):
        parts += [_known(text[at : match.start()]), restore(match)]
        at = match.end()
    return "".join([*parts, _known(text[at:])])


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, in order."""
    return PLACEHOLDER.findall(text)


def _known(text: str) -> str:
    if _SUSPECT.search(text):
        raise UnknownPlaceholder
    return text
