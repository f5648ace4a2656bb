"""The weights of a linear model: support vector machines, each of which tells one value from the others.

Names and descriptions of the values are learned from like examples of lesser weight, so a value without a history has
weights too. LinearSVC was as exact as logistic regression in cross-validation and many times faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.svm import LinearSVC

from plugin.ai.embedded.categories.examples import Floats

SEED = 20261123
FOLDS = 5
FOLDS_OF_FEW = 10
FEW = 500  # examples, up to which more folds are affordable and needed
_RARE = 4.0  # the most that an example of a rare value counts as such


@dataclass(frozen=True, slots=True)
class Setting:
    """How a machine is fitted; which setting suits a project is judged by its own history."""

    strength: float  # C, the inverse of the regularisation
    description: float  # what a value's name and description weigh beside an example's 1.0


DESCRIBED = Setting(strength=1.0, description=0.5)  # names that tell: most with few examples
NAMED = Setting(strength=1.0, description=0.05)  # names that tell little
SMOOTH = Setting(strength=0.3, description=0.05)  # long texts, of which many words tell nothing


@dataclass(frozen=True, slots=True)
class History:
    """What the machines are fitted to, all in one space."""

    rows: csr_matrix  # (examples, terms)
    truth: Floats  # (examples, values), 1.0 where the example has the value
    descriptions: csr_matrix  # (values, terms)
    several: bool
    counts: Floats  # (examples,) what each counts beside another's 1.0


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores are `rows @ weights + intercepts`."""

    weights: Floats  # (terms, values)
    intercepts: Floats  # (values,)


def fit(history: History, setting: Setting, chosen: NDArray[np.intp] | None = None) -> Linear:
    """Fit to all examples, or to the chosen rows."""
    rows, truth, counts = history.rows, history.truth, history.counts
    if chosen is not None:
        rows, truth, counts = rows[chosen], truth[chosen], counts[chosen]
    count, values = truth.shape
    stacked = csr_matrix(vstack([rows, history.descriptions]))
    labels = np.vstack([truth, np.eye(values)])
    weight = np.concatenate([counts, np.full(values, setting.description)])
    rarity = np.minimum(count / (values * np.maximum(truth.sum(axis=0), 1.0)), _RARE)
    if history.several:
        return _one_by_one(stacked, labels, weight, rarity, setting.strength)
    machine = _machine(setting.strength, dict(enumerate(rarity.tolist())))
    machine.fit(stacked, labels.argmax(axis=1), sample_weight=weight)
    weights, intercepts = machine.coef_, machine.intercept_
    if values == 2:  # noqa: PLR2004 (of two values, scikit-learn keeps the second one's weights only)
        weights, intercepts = np.vstack([-weights, weights]), np.concatenate([-intercepts, intercepts])
    return Linear(np.ascontiguousarray(weights.T), intercepts)


def held_out(history: History, setting: Setting, folds: int | None = None) -> tuple[NDArray[np.intp], Floats]:
    """Return rows, and (rows, values) their scores by machines that did not see them; the same every time.

    Args:
        history: what to learn from.
        setting: how the machines are fitted.
        folds: how many folds are scored; None for all, so that every row is.
    """
    everything = np.arange(len(history.truth))
    rows, scores = [], []
    for held in islice(_folds(history.truth), folds):
        linear = fit(history, setting, np.setdiff1d(everything, held))
        rows.append(held)
        scores.append(history.rows[held] @ linear.weights + linear.intercepts)
    return np.concatenate(rows), np.concatenate(scores)


def _one_by_one(rows: csr_matrix, labels: Floats, weight: Floats, rarity: Floats, strength: float) -> Linear:
    """Fit a machine a value, for fields of which an issue may have several values."""
    weights, intercepts = np.zeros((rows.shape[1], labels.shape[1])), np.zeros(labels.shape[1])
    for value in range(labels.shape[1]):
        if labels[:, value].all():  # nothing to tell it from
            continue
        machine = _machine(strength, {0: 1.0, 1: float(max(rarity[value], 1.0))})
        machine.fit(rows, labels[:, value], sample_weight=weight)
        weights[:, value], intercepts[value] = machine.coef_[0], machine.intercept_[0]
    return Linear(weights, intercepts)


def _machine(strength: float, class_weight: dict[int, float]) -> LinearSVC:
    return LinearSVC(C=strength, class_weight=class_weight, dual=True, max_iter=20_000, tol=1e-3, random_state=SEED)


def _folds(truth: Floats) -> Iterator[NDArray[np.intp]]:
    """Yield the rows of each fold; every value is spread over the folds."""
    count = len(truth)
    folds = min(FOLDS if count > FEW else FOLDS_OF_FEW, count)
    shuffled = np.random.default_rng(SEED).permutation(count)
    order = shuffled[np.argsort(truth[shuffled].argmax(axis=1), kind="stable")]
    for fold in range(folds):
        yield np.sort(order[fold::folds])
