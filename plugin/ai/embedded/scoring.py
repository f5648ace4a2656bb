"""The learned weights: a logistic regression over the features, read from `coefficients.json`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from plugin.ai.embedded.features import NAMES
from plugin.ai.embedded.vectors import Floats

FILE = "coefficients.json"


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic regression on standardised features, and the exponent of the correction for length."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    exponent: float
    metadata: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse weights that were made for other features than those of this code."""
        if self.features != NAMES or {len(self.means), len(self.scales), len(self.weights)} != {len(NAMES)}:
            raise ValueError(f"{FILE} does not fit the features of this version: train again")

    def score(self, features: Floats) -> Floats:
        """Return the probability within (0, 1) that each sentence belongs into a summary.

        Args:
            features: (sentences, features), as `plugin.ai.embedded.features.features` returns them.
        """
        scaled = (features - np.array(self.means)) / np.array(self.scales)
        logits = scaled @ np.array(self.weights) + self.intercept
        probabilities: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        return probabilities

    def to_json(self) -> str:
        """Return the text of the file, the same for the same weights."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Coefficients:
        """Return the weights of a file's text; ValueError or KeyError when it is none of ours."""
        raw = json.loads(text)
        listed = {name: tuple(raw[name]) for name in ("features", "means", "scales", "weights")}
        return cls(**listed, intercept=raw["intercept"], exponent=raw["exponent"], metadata=raw["metadata"])


@cache
def shipped() -> tuple[Coefficients, str]:
    """Return the weights that come with this version, and the first 8 hex digits of the file's SHA-256."""
    raw = resources.files(__package__).joinpath(FILE).read_bytes()
    return Coefficients.from_json(raw.decode("utf-8")), hashlib.sha256(raw).hexdigest()[:8]
