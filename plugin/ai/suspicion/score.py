"""The score of a text: a linear model over hashed words, and marks that ordinary text does not have.

Measured in docs/benchmarks.md (`bench/suspicion.py`): it misses many attacks and marks some harmless text, so nothing
is decided by it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from connectors.host.model import Segment
from plugin.ai.suspicion.features import FEATURES, features, windows

_TAGS = range(0xE0000, 0xE0080)
_TURNS = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_JOINERS = frozenset("\u200b\u2060\ufeff\u00ad")
_MANY_JOINERS = 8
_ROLES = re.compile(
    r"<\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id)\|?>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant)>"
    r"|^\s*(?:###?\s*)?(?:system|assistant)\s*:|^\s*(?:BEGIN|END) [0-9a-f]{12,}\s*$",
    re.IGNORECASE | re.MULTILINE,
)
MOST_NAMED = 5
"""Passages that are named to a person; all are counted."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The model: (FEATURES,) weights, an intercept, and the score from which on a text is marked."""

    weights: NDArray[np.float16]
    intercept: float
    threshold: float

    def score(self, text: str) -> float:
        """Return the highest score of the text's windows."""
        texts = list(windows(text))
        if not texts:
            return -np.inf
        return float((features(texts) @ self.weights.astype(np.float64)).max() + self.intercept)

    def to_npz(self) -> bytes:
        """Return the bytes of a compressed `.npz` file."""
        file = io.BytesIO()
        numbers = np.array([self.intercept, self.threshold])
        np.savez_compressed(file, allow_pickle=False, weights=self.weights, numbers=numbers)
        return file.getvalue()

    @staticmethod
    @cache
    def shipped() -> Weights:
        """Return the weights that are installed."""
        raw = files(__package__).joinpath("weights.npz").read_bytes()
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            weights, numbers = file["weights"], file["numbers"]
        if weights.shape != (FEATURES,):
            raise ValueError("these weights are of another size")
        return Weights(weights, float(numbers[0]), float(numbers[1]))


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks.

    Attributes:
        marks: `hidden` (characters that hide text), `role` (turns of a talk with an engine), `words` (the score).
    """

    marks: tuple[str, ...] = ()

    @property
    def suspicious(self) -> bool:
        """Whether anything was found."""
        return bool(self.marks)


def of_text(text: str, weights: Weights | None = None) -> Look:
    """Return how a text looks."""
    model = weights or Weights.shipped()
    found = []
    if _hides(text):
        found.append("hidden")
    if _ROLES.search(text):
        found.append("role")
    if model.score(text) >= model.threshold:
        found.append("words")
    return Look(tuple(found))


def suspicious(segments: Iterable[Segment]) -> dict[str, tuple[str, ...]]:
    """Return the ids of segments that look like instructions to an engine, in their order, and why."""
    found: dict[str, tuple[str, ...]] = {}
    for segment in segments:
        marks = {mark for block in segment.blocks for mark in of_text(block.text).marks}
        if marks:
            found[segment.id] = tuple(sorted(marks))
    return found


def _hides(text: str) -> bool:
    """Whether characters hide text or turn it round; a few joiners are ordinary, letters full of them are not."""
    if text.isascii():
        return False
    if any(ord(c) in _TAGS for c in text) and "\U0001f3f4" not in text:  # flags of regions are written with tags
        return True
    joiners = sum(c in _JOINERS for c in text)
    letters = sum(unicodedata.category(c)[0] == "L" for c in text)
    return (joiners >= _MANY_JOINERS and joiners * 4 > letters) or any(c in _TURNS for c in text)
