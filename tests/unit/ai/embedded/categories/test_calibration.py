"""What a probability promises."""

from __future__ import annotations

import numpy as np
import pytest

from plugin.ai.embedded.categories.calibration import Calibration, expected_error, several, single


def test_the_scale_of_made_up_scores_is_found() -> None:
    """Values that are drawn by softmax(4 * scores) give a scale near 4, whose promises hold."""
    dice = np.random.default_rng(3)
    scores = dice.normal(size=(4000, 5))
    shares = Calibration(4.0).probabilities(scores)
    truth = np.array([dice.multinomial(1, share) for share in shares], dtype=np.float64)
    found = single(scores, truth, prior=1.0)

    assert found.scale == pytest.approx(4.0, rel=0.1)
    said = found.probabilities(scores)
    best = said.argmax(axis=1)
    assert expected_error(said.max(axis=1), truth[np.arange(len(best)), best]) < 0.03


def test_few_texts_stay_near_the_prior() -> None:
    """Two texts that happened to be right do not make the model sure of everything."""
    found = single(np.array([[1.0, 0.0], [0.0, 1.0]]), np.eye(2), prior=3.0)

    assert 3.0 <= found.scale < 4.0


def test_a_sigmoid_of_made_up_scores_is_found() -> None:
    """Labels that are drawn by a sigmoid give its scale and shift."""
    dice = np.random.default_rng(4)
    scores = dice.normal(size=(2000, 4))
    chances = Calibration(2.0, -1.0, several=True).probabilities(scores)
    truth = (dice.random(chances.shape) < chances).astype(np.float64)
    found = several(scores, truth, prior=3.0)

    assert (found.scale, found.shift) == (pytest.approx(2.0, rel=0.1), pytest.approx(-1.0, abs=0.15))


def test_the_expected_error_is_the_gap() -> None:
    """Saying 0.9 where 0.6 holds is an error of 0.3; saying what holds is none."""
    held = np.array([1.0, 1.0, 1.0, 0.0, 0.0])

    assert expected_error(np.full(5, 0.9), held) == pytest.approx(0.3)
    assert expected_error(np.full(5, 0.6), held) == pytest.approx(0.0)
    assert expected_error(np.ones(2), np.ones(2)) == 0.0
