"""Terms and lengths of a text, for scripts with and without spaces between words."""

from __future__ import annotations

import re

from connectors.host.length import CJK, CJK_RUN, words_in

_WORD = re.compile(rf"[^\W{CJK}]+(?:['\u2019.\-_][^\W{CJK}]+)*")


def terms(text: str) -> list[str]:
    """Return words in lower case (identifiers and versions whole), and pairs of characters for CJK runs."""
    found = [match.group() for match in _WORD.finditer(text.lower())]
    if text.isascii():
        return found
    for match in CJK_RUN.finditer(text):
        run = match.group()
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


def word_count(text: str) -> int:
    """Return the length in words, of whatever script."""
    return words_in(text)
