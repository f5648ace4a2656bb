"""Texts as TF-IDF vectors of words, pairs of words and pieces of words.

Terms are hashed: a stored model holds numbers and no words of anybody's issues. (Whoever has the model can still test
whether a guessed word occurred.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from plugin.ai.embedded.categories.examples import Floats
from plugin.ai.embedded.terms import terms

Columns = NDArray[np.int32]

KINDS = ("word", "pair", "piece")
WEIGHTS = {"word": 1.0, "pair": 0.7, "piece": 1.0}  # chosen by cross-validation on two sets: docs/categoriser.md
PIECE = (2, 5)  # characters, within words
_HASHES = 2**24  # enough that two terms of a project seldom share a number
_MOST = 80_000  # columns of a kind; the terms of most texts are kept
_MANY = 200  # texts, from which on terms that occur in one text only are left out (but for words)


def pairs(text: str) -> list[str]:
    """Return each two adjacent terms of a text."""
    return [f"{first} {second}" for first, second in pairwise(terms(text))]


@cache
def _hashing(kind: str) -> HashingVectorizer:
    analyser = {"word": terms, "pair": pairs, "piece": "char_wb"}[kind]
    return HashingVectorizer(
        analyzer=analyser, ngram_range=PIECE, n_features=_HASHES, alternate_sign=False, norm=None, dtype=np.float64
    )


@dataclass(frozen=True, slots=True)
class Block:
    """The terms of one kind: sorted hashes of those that occurred, and their inverse document frequencies."""

    kind: str
    columns: Columns  # (terms,)
    idf: Floats  # (terms,)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return (texts, terms): rows of length `WEIGHTS[kind]`, or 0 where no term is known."""
        counts = _hashing(self.kind).transform(texts).tocoo()
        place = np.searchsorted(self.columns, counts.col)
        place[place == len(self.columns)] = 0
        known = self.columns[place] == counts.col if len(self.columns) else np.zeros(len(place), dtype=bool)
        rows, place = counts.row[known], place[known]
        data = (1.0 + np.log(counts.data[known])) * self.idf[place]
        matrix = csr_matrix((data, (rows, place)), shape=(len(texts), len(self.columns)))
        return normalize(matrix) * WEIGHTS[self.kind]


@dataclass(frozen=True, slots=True)
class Space:
    """The blocks side by side."""

    blocks: tuple[Block, ...]

    @property
    def size(self) -> int:
        """The number of columns."""
        return sum(len(block.columns) for block in self.blocks)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return (texts, size): rows of length 1, or 0 where no term is known."""
        return csr_matrix(normalize(hstack([block.transform(texts) for block in self.blocks], format="csr")))

    def words_known(self, text: str) -> int:
        """Return how many different words of the text were seen in learning."""
        return int(self.blocks[0].transform([text]).nnz)


def space(texts: Sequence[str]) -> Space:
    """Return the space that these texts span."""
    return Space(tuple(_block(kind, texts or [""]) for kind in KINDS))


def _block(kind: str, texts: Sequence[str]) -> Block:
    found = _hashing(kind).transform(texts)
    columns, frequency = np.unique(found.indices, return_counts=True)
    least = 2 if len(texts) >= _MANY and kind != "word" else 1
    kept = np.flatnonzero(frequency >= least)
    if len(kept) > _MOST:
        kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:_MOST]])
    idf = np.log((1.0 + len(texts)) / (1.0 + frequency[kept])) + 1.0
    return Block(kind, columns[kept].astype(np.int32), idf.astype(np.float64))
