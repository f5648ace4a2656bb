"""The segments of a text that speak most for a value, by what their terms add to its score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_MOST = 3  # segments that are named
_SHARE = 0.3  # of the best segment's contribution: what adds less is not named


def speaking(segments: csr_matrix, weights: NDArray[np.float32], value: int) -> tuple[int, ...]:
    """Return the indices of at most three segments, best first; none when no segment speaks for the value.

    Args:
        segments: (segments, terms), a row each.
        weights: (terms, values). A term speaks for the value by what it adds beyond the mean of all values.
        value: the column of the value.
    """
    if not segments.shape[0]:
        return ()
    found = np.zeros(segments.shape[0])
    for index in range(len(found)):
        row = segments[index]
        of_terms = weights[row.indices]
        rest = of_terms.mean(axis=1) if of_terms.shape[1] > 1 else 0.0
        found[index] = float(row.data @ (of_terms[:, value] - rest))
    order = np.argsort(-found, kind="stable")[:_MOST]
    least = max(_SHARE * float(found[order[0]]), 0.0)
    return tuple(int(i) for i in order if found[i] > 0 and found[i] >= least)
