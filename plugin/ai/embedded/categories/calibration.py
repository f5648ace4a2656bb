"""Probabilities from scores: how sure a score is has to be measured on texts that the weights did not see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from plugin.ai.embedded.categories.examples import Floats

_PRIOR = 10.0  # held-out texts that the prior of the scale counts for, in units of squared log scale
_SCALES = (-1.5, 5.0)  # bounds of the natural logarithm of the scale


@dataclass(frozen=True, slots=True)
class Calibration:
    """Either softmax(scale * scores), for a field that takes one value, or sigmoid(scale * score + shift)."""

    scale: float
    shift: float = 0.0
    several: bool = False

    def probabilities(self, scores: Floats) -> Floats:
        """Return (texts, values) within [0, 1] from scores of that shape; rows sum to 1 for a single value."""
        logits = self.scale * scores + self.shift
        if self.several:
            found: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
            return found
        powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def loss(self, scores: Floats, truth: Floats) -> float:
        """Return the sum of the negative logarithms of the probabilities of what is true; shapes as above."""
        said = np.clip(self.probabilities(scores), 1e-12, 1 - 1e-12)
        if self.several:
            return float(-(truth * np.log(said) + (1 - truth) * np.log(1 - said)).sum())
        return float(-np.log((said * truth).sum(axis=1)).sum())


def single(scores: Floats, truth: Floats, prior: float) -> Calibration:
    """Return the scale that makes held-out values likeliest, drawn towards the prior when there are few texts.

    Args:
        scores: (texts, values), by weights that did not see the text.
        truth: (texts, values), one 1.0 a row.
        prior: the scale to expect.
    """

    def loss(log_scale: float) -> float:
        scale = Calibration(float(np.exp(log_scale)))
        return scale.loss(scores, truth) + _PRIOR * float(log_scale - np.log(prior)) ** 2

    found = minimize_scalar(loss, bounds=_SCALES, method="bounded", options={"xatol": 1e-4})
    return Calibration(float(np.exp(found.x)))


def several(scores: Floats, truth: Floats, prior: float) -> Calibration:
    """Return scale and shift of one sigmoid for all values (Platt), drawn towards the prior's scale."""

    def loss(parameters: Floats) -> float:
        sigmoid = Calibration(float(np.exp(parameters[0])), float(parameters[1]), several=True)
        return sigmoid.loss(scores, truth) + float(_PRIOR * (parameters[0] - np.log(prior)) ** 2 + parameters[1] ** 2)

    found = minimize(loss, np.array([np.log(prior), 0.0]), method="L-BFGS-B", bounds=[_SCALES, (-20.0, 20.0)])
    return Calibration(float(np.exp(found.x[0])), float(found.x[1]), several=True)


def expected_error(probability: Floats, held: Floats, bins: int = 15) -> float:
    """Return the expected calibration error: the mean gap between what was said and what held, in equal bins.

    Args:
        probability: (n,) what was said, within [0, 1].
        held: (n,) 1.0 where it was right.
        bins: how many bins of equal width.
    """
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [abs(float((probability - held)[place == b].sum())) for b in range(bins)]
    return sum(gaps) / len(probability)
