"""How long a text is, in words, for scripts with and without spaces between them."""

from __future__ import annotations

import re

# Kana, CJK ideographs with extension A, Hangul, half-width kana: no spaces, or spaces that say little about words.
CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff66-\uff9f"
CJK_RUN = re.compile(f"[{CJK}]+")
_CJK_PER_WORD = 2


def words_in(text: str) -> int:
    """Return the length in words: what spaces separate, where two CJK characters count as one word."""
    if text.isascii():
        return len(text.split())
    cjk = sum(len(run) for run in CJK_RUN.findall(text))
    if not cjk:
        return len(text.split())
    return len(CJK_RUN.sub(" ", text).split()) + -(-cjk // _CJK_PER_WORD)
