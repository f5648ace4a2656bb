"""Make `coefficients.json` from bug reports in which people marked the sentences of a summary.

Strength of the regularisation and exponent of the length correction are chosen by cross-validation over reports (all
sentences of a report stand in one fold). The same data give the same file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from sklearn.linear_model import LogisticRegression

from plugin.ai.embedded.dataset import BugReport, read_reports
from plugin.ai.embedded.features import NAMES
from plugin.ai.embedded.ranking import Described, describe, weigh
from plugin.ai.embedded.scoring import Coefficients
from plugin.ai.embedded.vectors import Floats

SEED = 20261123
FOLDS = 5
REPEATS = 5  # partitions over which the exponent is judged: one alone decides by chance
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3)  # C: the inverse of the regularisation
EXPONENTS = (0.0, 0.15, 0.3, 0.45, 0.6)
SHARE = 0.25  # of a report's words: the budget at which the exponent is chosen
_DIGITS = 6  # of each number in the file


@dataclass(frozen=True, slots=True)
class Example:
    """A report with its features: computed once, used in every fold."""

    report: BugReport
    described: Described
    gold: Floats


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a training; `f_score` is cross-validated and was used to choose the exponent."""

    reports: int
    sentences: int
    c: float
    exponent: float
    log_loss: float
    f_score: float


def train(data_path: Path, out: Path) -> Report:
    """Learn the coefficients from a file of reports and write them.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: the data are not of the format, or hold fewer reports than folds.
    """
    coefficients, report = fit(prepare(read_reports(data_path)), data_path.name)
    out.write_text(coefficients.to_json(), encoding="utf-8")
    return report


def prepare(reports: Sequence[BugReport]) -> list[Example]:
    """Compute the features of each report that has sentences."""
    return [
        Example(report, describe(report.candidates, report.title), np.array(report.gold, dtype=np.float64))
        for report in reports
        if report.candidates
    ]


def fit(examples: Sequence[Example], data_set: str) -> tuple[Coefficients, Report]:
    """Choose C and exponent by cross-validation, then learn from all examples.

    Raises:
        ValueError: there are fewer examples than folds.
    """
    if len(examples) < FOLDS:
        raise ValueError(f"training needs at least {FOLDS} reports")
    loss, c = min((_log_loss(examples, _held_out(examples, c, SEED)), c) for c in STRENGTHS)
    predictions = [_held_out(examples, c, SEED + n) for n in range(REPEATS)]
    f_score, exponent = max((fmean(_mean_f(examples, p, e) for p in predictions), e) for e in EXPONENTS)
    sentences = sum(len(e.gold) for e in examples)
    metadata = {
        "data_set": data_set, "reports": len(examples), "sentences": sentences, "seed": SEED, "folds": FOLDS, "C": c,
    }  # fmt: skip
    coefficients = _learn(examples, c, exponent, metadata)
    return coefficients, Report(len(examples), sentences, c, exponent, round(loss, 4), round(f_score, 4))


def folds(count: int, seed: int = SEED) -> list[list[int]]:
    """Return the indices of each fold; every index stands in exactly one."""
    order = np.random.default_rng(seed).permutation(count)
    return [sorted(int(i) for i in order[k::FOLDS]) for k in range(FOLDS)]


def precision_recall_f(chosen: Sequence[int], gold: Floats) -> tuple[float, float, float]:
    """Return precision, recall and F of the chosen sentences against gold (1.0 where people chose it)."""
    hits = float(gold[list(chosen)].sum())
    if not hits:
        return 0.0, 0.0, 0.0
    precision, recall = hits / len(chosen), hits / float(gold.sum())
    return precision, recall, 2 * precision * recall / (precision + recall)


def _learn(
    examples: Sequence[Example], c: float, exponent: float = 0.0, metadata: dict[str, object] | None = None
) -> Coefficients:
    """Standardise and fit; numbers are rounded so that the file is the same on every machine."""
    rows, gold = np.vstack([e.described.features for e in examples]), np.concatenate([e.gold for e in examples])
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < 1e-9] = 1.0  # noqa: PLR2004 (a feature that never varies here)
    model = LogisticRegression(C=c, max_iter=5000, tol=1e-8).fit((rows - means) / scales, gold)
    return Coefficients(
        features=NAMES,
        means=_rounded(means),
        scales=_rounded(scales),
        weights=_rounded(model.coef_[0]),
        intercept=round(float(model.intercept_[0]), _DIGITS),
        exponent=exponent,
        metadata=dict(metadata or {}),
    )


def _held_out(examples: Sequence[Example], c: float, seed: int) -> list[Floats]:
    """Return for each example the scores of a model that did not see it."""
    predicted: list[Floats] = [np.zeros(0)] * len(examples)
    for held in folds(len(examples), seed):
        learned = _learn([e for i, e in enumerate(examples) if i not in held], c)
        for i in held:
            predicted[i] = learned.score(examples[i].described.features)
    return predicted


def _log_loss(examples: Sequence[Example], predicted: Sequence[Floats]) -> float:
    """Return the mean over sentences of the negative log of the probability of what people chose."""
    every, gold = np.concatenate(predicted), np.concatenate([e.gold for e in examples])
    return float(-np.mean(gold * np.log(every) + (1 - gold) * np.log(1 - every)))


def _mean_f(examples: Sequence[Example], predicted: Sequence[Floats], exponent: float) -> float:
    """Return the mean F at the budget, over reports."""
    measured = []
    for example, scores in zip(examples, predicted, strict=True):
        budget = SHARE * float(example.described.words.sum())
        chosen = weigh(example.described, scores, exponent).fill(budget)
        measured.append(precision_recall_f(chosen, example.gold)[2])
    return float(np.mean(measured))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), _DIGITS) for value in values)
