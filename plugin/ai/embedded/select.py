"""Fill a budget of words with the best sentences, without saying a thing twice (maximal marginal relevance)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from plugin.ai.embedded.vectors import Floats

RELEVANCE = 0.75  # share of relevance against novelty
SAME = 0.9  # a sentence that is as similar as this to one that was taken is not taken
EXPECTED_WORDS = 12.0  # a sentence of that length keeps its score


def corrected(scores: Floats, words: Floats, exponent: float) -> Floats:
    """Return the scores divided by (words / 12) ** exponent: what a sentence is worth for the room that it takes."""
    adjusted: Floats = scores / np.power(np.maximum(words, 1.0) / EXPECTED_WORDS, exponent)
    return adjusted


def select(
    scores: Floats, words: Floats, similarity_to: Callable[[int], Floats], budget: float, taken: Sequence[int] = ()
) -> list[int]:
    """Return the indices of the selected sentences, best first.

    Each step takes the sentence with the highest relevance * score - (1 - relevance) * greatest similarity to what was
    taken. A sentence that does not fit into what is left of the budget is passed over; equal values are decided by
    the order of the document.

    Args:
        scores: (n,) at least 0; -inf marks a sentence that must not be taken.
        words: (n,) the length of each sentence.
        similarity_to: returns (n,) cosines of all sentences to one of them.
        budget: words; the sum of the selected lengths does not exceed it.
        taken: sentences that the reader gets anyway; they and what repeats them are not selected.
    """
    possible = np.isfinite(scores)
    if not possible.any():
        return []
    worth = RELEVANCE * scores / (float(scores[possible].max()) or 1.0)
    nearest = np.zeros(len(scores))
    for index in taken:
        nearest = np.maximum(nearest, similarity_to(index))
        possible[index] = False
    left = budget
    selected: list[int] = []
    while True:
        possible &= (words <= left) & (nearest < SAME)
        if not possible.any():
            return selected
        best = int(np.where(possible, worth - (1.0 - RELEVANCE) * nearest, -np.inf).argmax())
        selected.append(best)
        possible[best] = False
        left -= float(words[best])
        nearest = np.maximum(nearest, similarity_to(best))
