"""Terms and lengths of a text, for scripts with and without spaces between words."""

from __future__ import annotations

import re

# Kana, CJK ideographs with extension A, Hangul, half-width kana: no spaces, or spaces that say little about terms.
_CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff66-\uff9f"
_CJK_RUN = re.compile(f"[{_CJK}]+")
_WORD = re.compile(rf"[^\W{_CJK}]+(?:['\u2019.\-_][^\W{_CJK}]+)*")
_CJK_PER_WORD = 2  # characters that count as one word of a budget


def terms(text: str) -> list[str]:
    """Return words in lower case (identifiers and versions whole), and pairs of characters for CJK runs."""
    found = [match.group() for match in _WORD.finditer(text.lower())]
    if text.isascii():
        return found
    for match in _CJK_RUN.finditer(text):
        run = match.group()
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


def word_count(text: str) -> int:
    """Return the length in words: what spaces separate, where two CJK characters count as one word."""
    if text.isascii():
        return len(text.split())
    cjk = sum(len(run) for run in _CJK_RUN.findall(text))
    if not cjk:
        return len(text.split())
    return len(_CJK_RUN.sub(" ", text).split()) + -(-cjk // _CJK_PER_WORD)
