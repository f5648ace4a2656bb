"""Learn a model for one field of one project."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn import config_context

from connectors.host.choices import Value
from plugin.ai.embedded.categories import calibration, machine
from plugin.ai.embedded.categories.calibration import Calibration
from plugin.ai.embedded.categories.examples import Example, Floats, described, truth
from plugin.ai.embedded.categories.machine import DESCRIBED, NAMED, SMOOTH, History, Setting
from plugin.ai.embedded.categories.model import Model
from plugin.ai.embedded.categories.space import space

LEAST = 8  # examples with a value, below which nothing is learned: names and descriptions decide (`naming`)
BLENDS = (0.0, 0.5, 1.0, 2.0)  # how far similarity to the description may count beside the learned score
_FOLDS_OF_MANY = 2  # on which settings are compared
_SCALE = 3.0  # the scale that held-out scores usually get; draws the calibration of few examples


def learn(examples: Sequence[Example], values: Sequence[Value], *, several: bool = False) -> Model | None:
    """Return a model of who was given which value, the same for the same arguments; None of too short a history.

    Args:
        examples: issues with the ids of their values. Where one value is chosen, issues without any teach only which
            words are common; where several may be, none is an answer too. Ids that are no value's are passed over.
        values: the values that the field may take now.
        several: whether an issue may have several of them (labels, components).

    Raises:
        ValueError: two values share an id, or an example of a single-valued field has more than one.
    """
    if len({value.id for value in values}) != len(values):
        raise ValueError("two values share an id")
    given = truth(examples, values)
    if not several and (given.sum(axis=1) > 1).any():
        raise ValueError("an example has several values of a field that takes one")
    terms = space([described(value) for value in values] + [example.text for example in examples])
    descriptions = terms.transform([described(value) for value in values]) if values else csr_matrix((0, terms.size))
    used = [row for row in range(len(examples)) if several or given[row].any()]
    rows = terms.transform([examples[i].text for i in used]) if used else csr_matrix((0, terms.size))
    counts = np.array([examples[i].weight for i in used], dtype=np.float64)
    history = History(rows, given[used], descriptions, several, counts)
    if not _long_enough(history):
        return None
    with config_context(skip_parameter_validation=True, assume_finite=True):  # hundreds of small fits
        weights, intercepts, calibrated = _weigh(history)
    return Model(
        values=tuple(value.id for value in values),
        space=terms,
        weights=np.ascontiguousarray(weights, dtype=np.float16).astype(np.float32),  # as fine as it is stored
        intercepts=intercepts.astype(np.float32),
        descriptions=csr_matrix(descriptions, dtype=np.float32),
        support=given.sum(axis=0).astype(np.int32),
        calibration=calibrated,
    )


def _long_enough(history: History) -> bool:
    """Whether there is something to tell apart, and enough of it."""
    seen = int(history.truth.any(axis=0).sum())
    return history.truth.sum() >= LEAST and seen >= (1 if history.several else 2)


def _weigh(history: History) -> tuple[Floats, Floats, Calibration]:
    """Return weights, intercepts and calibration."""
    setting = _setting(history)
    _, blend, calibrated = _blend(history, *machine.held_out(history, setting))
    linear = machine.fit(history, setting)
    return linear.weights + blend * history.descriptions.toarray().T, linear.intercepts, calibrated


def _setting(history: History) -> Setting:
    """Return the setting under which held-out values are likeliest; of many examples, some folds are enough."""
    few = len(history.truth) <= machine.FEW
    settings, folds = ((DESCRIBED, NAMED, SMOOTH), None) if few else ((DESCRIBED, SMOOTH), _FOLDS_OF_MANY)
    losses = [_blend(history, *machine.held_out(history, setting, folds))[0] for setting in settings]
    return settings[int(np.argmin(losses))]


def _blend(history: History, rows: NDArray[np.intp], scores: Floats) -> tuple[float, float, Calibration]:
    """Return the least loss of held-out rows, how far the descriptions then count, and the calibration."""
    similarity = (history.rows[rows] @ history.descriptions.T).toarray()
    given = history.truth[rows]
    calibrate = calibration.several if history.several else calibration.single
    tried = []
    for blend in BLENDS:
        blended = scores + blend * similarity
        calibrated = calibrate(blended, given, _SCALE)
        tried.append((calibrated.loss(blended, given), blend, calibrated))
    return min(tried, key=lambda each: each[:2])
