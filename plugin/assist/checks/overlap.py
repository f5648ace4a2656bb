"""How much of a sentence's words its sources hold, and which source holds most of them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from plugin.ai.language import is_small

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_STEM = 5


def terms(text: str) -> set[str]:
    """Return the beginnings of a text's content words; pairs of characters where a script has no blanks."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    found = {pair for run in _CJK.findall(normal) for pair in (run[i : i + 2] for i in range(max(len(run) - 1, 1)))}
    words = _WORD.findall(_CJK.sub(" ", normal))
    return found | {word[:_STEM] for word in words if not is_small(word) and (len(word) > 1 or word.isdigit())}


class Overlap:
    """The words of every part of an item, weighted by how rare they are in it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._terms = [terms(text) for text in texts]
        counts = Counter(term for found in self._terms for term in found)
        total = len(self._terms)
        self._weights = {term: math.log((total + 1) / (count + 0.5)) + 0.2 for term, count in counts.items()}
        self._unseen = math.log((total + 1) / 0.5) + 0.2

    def share(self, sentence: set[str], parts: Iterable[int]) -> float:
        """Return the share, from 0 to 1, of a sentence's weighted words that these parts hold; 1 where it has none."""
        return self.share_of(sentence, set().union(*(self._terms[part] for part in parts)))

    def share_of(self, sentence: set[str], held: set[str]) -> float:
        """Return the same for any words."""
        whole = sum(self._weight(term) for term in sentence)
        return sum(self._weight(term) for term in sentence & held) / whole if whole else 1.0

    def best(self, sentence: set[str], among: Iterable[int]) -> tuple[int, float]:
        """Return the part that holds most of a sentence, and how much; (-1, 0.0) where there is none."""
        ranked = ((self.share(sentence, [part]), -part) for part in among)
        share, part = max(ranked, default=(0.0, 1))
        return -part, share

    def _weight(self, term: str) -> float:
        return self._weights.get(term, self._unseen)
