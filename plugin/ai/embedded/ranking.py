"""Score the sentences of a document and fill a word budget with them; what the benchmark measures is this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from plugin.ai.embedded.candidates import Candidate
from plugin.ai.embedded.features import features
from plugin.ai.embedded.scoring import Coefficients
from plugin.ai.embedded.select import corrected, select
from plugin.ai.embedded.vectors import Floats, Vectors, vectors

SHORTEST = 4  # words; less fills what is left of a budget and says nothing


@dataclass(frozen=True, slots=True)
class Described:
    """Sentences with their vectors, features (sentences, features) and lengths in words."""

    sentences: tuple[Candidate, ...]
    known: Vectors
    features: Floats
    words: Floats
    barred: Floats  # 0.0, or -inf for quotes, empty talk and scraps


@dataclass(frozen=True, slots=True)
class Ranking:
    """Described sentences and what each is worth; -inf for those that are never selected."""

    described: Described
    worth: Floats

    def fill(self, budget: float, among: Iterable[int] | None = None, taken: Sequence[int] = ()) -> list[int]:
        """Return the best sentences that fit into the budget of words, best first.

        Args:
            budget: words that must not be exceeded.
            among: indices to choose from; all by default.
            taken: indices that the reader gets anyway.
        """
        worth = self.worth
        if among is not None:
            worth = np.full(len(worth), -np.inf)
            chosen = list(among)
            worth[chosen] = self.worth[chosen]
        return select(worth, self.described.words, self.described.known.similarity_to, budget, taken)


def describe(sentences: Sequence[Candidate], title: str) -> Described:
    """Compute everything that does not depend on the weights; at least one sentence is needed."""
    texts = [sentence.text for sentence in sentences]
    known = vectors(texts, title)
    words = np.array([sentence.words for sentence in sentences], dtype=np.float64)
    barred = np.array([0.0 if s.speaks and s.words >= SHORTEST else -np.inf for s in sentences])
    return Described(tuple(sentences), known, features(sentences, known), words, barred)


def rank(described: Described, coefficients: Coefficients) -> Ranking:
    """Score described sentences by learned weights."""
    return weigh(described, coefficients.score(described.features), coefficients.exponent)


def weigh(described: Described, scores: Floats, exponent: float) -> Ranking:
    """Correct scores for length, and bar what is never selected."""
    return Ranking(described, corrected(scores, described.words, exponent) + described.barred)
