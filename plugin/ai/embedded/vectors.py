"""TF-IDF vectors of the sentences of one document; nothing is learned beyond that document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from plugin.ai.embedded.terms import terms

Floats = NDArray[np.float64]

_ROWS = 256  # of the product that is held at a time: a long page has too many pairs for one array
_LOOK_BACK = 2000  # sentences before a sentence that are searched for a repetition


@dataclass(frozen=True, slots=True)
class Vectors:
    """What is known of n sentences; similarities are cosines within [0, 1]."""

    matrix: csr_matrix  # (n, terms), rows of length 1 or 0
    title: Floats  # (n,) similarity to the title
    centroid: Floats  # (n,) similarity to the sum of all sentences
    repeated: Floats  # (n,) greatest similarity to an earlier sentence
    weight: Floats  # (n,) sum of the inverse document frequencies of the sentence's terms

    def similarity_to(self, index: int) -> Floats:
        """Return (n,) the similarity of every sentence to that one."""
        row: Floats = (self.matrix @ self.matrix[index].T).toarray().ravel()
        return row


def vectors(sentences: Sequence[str], title: str) -> Vectors:
    """Return the vectors of the sentences; all zero when no sentence has a term."""
    n = len(sentences)
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
    try:
        matrix = csr_matrix(vectorizer.fit_transform(sentences))
    except ValueError:  # an empty vocabulary: nothing but signs
        none = np.zeros(n)
        return Vectors(csr_matrix((n, 1)), none, none, none, none)
    total = np.asarray(matrix.sum(axis=0)).ravel()
    present = matrix.copy()
    present.data = np.ones_like(present.data)
    return Vectors(
        matrix=matrix,
        title=(matrix @ vectorizer.transform([title]).T).toarray().ravel(),
        centroid=np.asarray(matrix @ total).ravel() / (float(np.linalg.norm(total)) or 1.0),
        repeated=_repeated(matrix),
        weight=np.asarray(present @ vectorizer.idf_).ravel(),
    )


def _repeated(matrix: csr_matrix) -> Floats:
    """Return for each row the greatest product with an earlier one, a few rows at a time."""
    n = matrix.shape[0]
    greatest = np.zeros(n)
    for start in range(0, n, _ROWS):
        stop, back = min(start + _ROWS, n), max(0, start - _LOOK_BACK)
        products = (matrix[start:stop] @ matrix[back:stop].T).toarray()
        earlier = np.arange(back, stop)[None, :] < np.arange(start, stop)[:, None]
        greatest[start:stop] = np.where(earlier, products, 0.0).max(axis=1)
    return greatest
