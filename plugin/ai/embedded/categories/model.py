"""A learned model of one field: suggests values, with the segments that speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from plugin.ai.embedded.categories import arrays
from plugin.ai.embedded.categories.arrays import Arrays
from plugin.ai.embedded.categories.calibration import Calibration
from plugin.ai.embedded.categories.evidence import speaking
from plugin.ai.embedded.categories.examples import Floats
from plugin.ai.embedded.categories.space import Space
from plugin.ai.embedded.categories.suggestions import Suggestion, confidence

_SUPPORT = 3  # examples of a value, below which its description must match the text
_MATCH = 0.1  # cosine of text and description that counts as a match


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Holds no text of the examples; nothing changes after learning, so threads may share it."""

    values: tuple[str, ...]
    space: Space
    weights: NDArray[np.float32]  # (terms, values)
    intercepts: NDArray[np.float32]  # (values,)
    descriptions: csr_matrix  # (values, terms)
    support: NDArray[np.int32]  # (values,) examples that had the value
    calibration: Calibration

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return (texts, values) the calibrated probability of each value, whatever the evidence."""
        return self._probabilities(self._rows(texts))

    def suggest(self, text: str, segments: Sequence[str]) -> list[Suggestion]:
        """Return the values that probably fit, best first; none where the evidence is thin.

        Args:
            text: the whole text of the issue.
            segments: its parts, to which the evidence points by index.
        """
        if not self._choice() or not self.space.words_known(text):
            return []
        row = self._rows([text])
        probabilities = self._probabilities(row)[0]
        match = (row @ self.descriptions.T).toarray()[0]
        founded = (self.support >= _SUPPORT) | (match >= _MATCH)
        found: list[Suggestion] = []
        parts = None
        for value in np.argsort(-probabilities, kind="stable"):
            word = confidence(float(probabilities[value]))
            if word is None:
                break
            if founded[value]:
                parts = self._rows(segments) if parts is None else parts
                evidence = speaking(parts, self.weights, int(value))
                found.append(Suggestion(self.values[value], float(probabilities[value]), word, evidence))
        return found

    def to_arrays(self) -> Arrays:
        """Return the model as arrays of numbers; `from_arrays` makes the same model of them."""
        return arrays.pack(
            {"values": list(self.values), **arrays.calibration_facts(self.calibration)},
            self.space,
            self.descriptions,
            {"weights": self.weights, "intercepts": self.intercepts, "support": self.support},
        )

    @classmethod
    def from_arrays(cls, stored: Arrays) -> Model:
        """Return the model that was stored.

        Raises:
            ValueError: the arrays are of another version or do not fit each other.
        """
        facts, space, descriptions, numbers = arrays.unpack(stored)
        return cls(
            values=tuple(facts["values"]),
            space=space,
            weights=numbers["weights"],
            intercepts=numbers["intercepts"],
            descriptions=descriptions,
            support=numbers["support"],
            calibration=Calibration(facts["scale"], facts["shift"], facts["several"]),
        )

    def to_bytes(self) -> bytes:
        """Return the arrays as a compressed `.npz` file, without pickles."""
        return arrays.to_npz(self.to_arrays())

    @classmethod
    def from_bytes(cls, stored: bytes) -> Model:
        """Return the model of a `.npz` file; ValueError when it is none of ours."""
        return cls.from_arrays(arrays.from_npz(stored))

    def _choice(self) -> bool:
        """Whether there is anything to decide: of one single value every text would have it."""
        return len(self.values) > (0 if self.calibration.several else 1)

    def _rows(self, texts: Sequence[str]) -> csr_matrix:
        if not texts or not self.space.size:
            return csr_matrix((len(texts), self.space.size), dtype=np.float32)
        return csr_matrix(self.space.transform(texts), dtype=np.float32)

    def _probabilities(self, rows: csr_matrix) -> Floats:
        scores = (rows @ self.weights + self.intercepts).astype(np.float64)
        return self.calibration.probabilities(scores)
