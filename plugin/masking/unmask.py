"""Restore what this run masked, and nothing else."""

from __future__ import annotations

import re

from plugin.masking.model import Vault
from plugin.masking.placeholders import Shapes, shapes


class UnknownPlaceholder(ValueError):
    """The text holds a placeholder that this run did not issue; the caller drops the sentence."""


def unmask(text: str, vault: Vault) -> str:
    """Return the text with every placeholder of this run replaced by its original.

    Raises:
        UnknownPlaceholder: something shaped like a placeholder is not one of this run's.
    """
    known = shapes(vault.labels)

    def restore(match: re.Match[str]) -> str:
        kind, nonce, number = match.groups()
        original = vault.original(f"[{kind.upper()}_{nonce.upper()}_{number}]")
        if original is None:
            raise UnknownPlaceholder
        return original

    parts, at = [], 0
    for match in known.tolerant.finditer(text):
        parts += [_plain(text[at : match.start()], known), restore(match)]
        at = match.end()
    return "".join([*parts, _plain(text[at:], known)])


def placeholders(text: str, vault: Vault | None = None) -> list[str]:
    """Return the placeholders of a text, in order."""
    return shapes(vault.labels if vault else ()).exact.findall(text)


def _plain(text: str, known: Shapes) -> str:
    if known.suspect.search(text):
        raise UnknownPlaceholder
    return text
