"""How alike two texts are, by their terms; terms that stand everywhere in the page count for little."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugin.ai.embedded.terms import terms

_CONTAINED = 0.8  # what a text is worth that stands whole in a longer one
_FEWEST = 3  # terms of a text for which standing inside another one says anything


@dataclass(frozen=True, slots=True)
class Likeness:
    """Weights of the terms of two versions of a page."""

    weights: Mapping[str, float]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Likeness:
        """Weigh each term by how few of the texts have it."""
        bags = [set(_terms(text)) for text in texts]
        counts = Counter(term for bag in bags for term in bag)
        return cls({term: math.log(1 + len(bags) / count) for term, count in counts.items()})

    def bag(self, text: str) -> Counter[str]:
        """Return the terms of a text, to be compared several times."""
        return Counter(_terms(text))

    def between(self, left: Counter[str], right: Counter[str]) -> float:
        """Return how alike two texts are, from 0 to 1: by what both have, or by one standing within the other."""
        common, size, other = (self._weight(bag) for bag in (left & right, left, right))
        if not common:
            return 0.0
        whole = 2 * common / (size + other)
        if min(left.total(), right.total()) < _FEWEST:
            return whole
        return max(whole, _CONTAINED * common / min(size, other))

    def _weight(self, bag: Counter[str]) -> float:
        return sum(count * self.weights.get(term, 1.0) for term, count in bag.items())


def _terms(text: str) -> list[str]:
    """The terms of a text, its numbers all alike: another number in the same words is what one looks for."""
    return ["0" if term[0].isdigit() else term for term in terms(text)]
