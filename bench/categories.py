"""How good the embedded categoriser is, beside scikit-learn's usual classifiers in the same run.

    python bench/categories.py [FOLDER | --train FILE --test FILE] [--folds N] [--seeds N] [--shots 0,4,8] [--no-all]
                               [--json]

The data are `*_dev.jsonl` files with `text` and `label` in a folder (or the one that VOUCH_EVAL_DATA names); other
files are left out. The peers are TF-IDF with default settings and a classifier with default settings; without
examples, the cosine of TF-IDF between a text and the labels' names. `shots` is examples a class, `all` the whole
training part.
By default all five folds are measured; sets of more than 5,000 texts measure the first two of the five folds, and
few-shot rows join three seeds over at most 1,000 held-out texts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from connectors.host.choices import Value
from plugin.ai.embedded.categories.calibration import expected_error
from plugin.ai.embedded.categories.examples import Example, Floats
from plugin.ai.embedded.categories.learning import learn
from plugin.ai.embedded.categories.naming import Named

DEFAULT_DATA = Path(__file__).resolve().parents[1] / "../shared/material/eval"
SEED = 20261123
SHOTS = (0, 4, 8, 16, 32)
FOLDS = 5
LARGE = 5000  # texts, above which fewer folds are measured
FOLDS_OF_LARGE = 2
FEW_SHOT_TEST = 1000  # held-out texts that a few-shot row is measured on
COVERAGES = (0.5, 0.7, 0.9)
MEASURES = ("accuracy", "macro_f1", "ece", "microseconds", "learn_seconds")

Labels = NDArray[np.str_]


@dataclass(frozen=True)
class Texts:
    """Texts and the label of each."""

    texts: list[str]
    labels: Labels

    def __getitem__(self, rows: NDArray[np.intp]) -> Texts:
        """Return those rows."""
        return Texts([self.texts[row] for row in rows], self.labels[rows])


@dataclass(frozen=True)
class Answer:
    """Predicted labels, the probability that each is right (None where a peer gives none), and seconds."""

    labels: Labels
    probability: Floats | None
    seconds: float
    learn_seconds: float


System = Callable[[Texts, Texts, Sequence[str]], Answer]


def vouch(train: Texts, test: Texts, classes: Sequence[str]) -> Answer:
    """Ours; a label is a value whose name is the label, without a description."""
    start = time.perf_counter()
    examples = [Example(t, frozenset([str(label)])) for t, label in zip(train.texts, train.labels, strict=True)]
    values = [Value(name, name) for name in classes]
    model = learn(examples, values) or Named(tuple(values))
    learnt = time.perf_counter()
    found = model.probabilities(test.texts)
    seconds = time.perf_counter() - learnt
    return Answer(np.array(classes)[found.argmax(axis=1)], found.max(axis=1), seconds, learnt - start)


def peer(train: Texts, test: Texts, _: Sequence[str], *, classifier: Callable[[], Any]) -> Answer:
    """TF-IDF and a classifier of scikit-learn, both with default settings (more iterations, lest one stop early)."""
    start = time.perf_counter()
    pipeline = make_pipeline(TfidfVectorizer(), classifier()).fit(train.texts, train.labels)
    learnt = time.perf_counter()
    labels = pipeline.predict(test.texts)
    seconds = time.perf_counter() - learnt
    probability = pipeline.predict_proba(test.texts).max(axis=1) if hasattr(pipeline, "predict_proba") else None
    return Answer(labels, probability, seconds, learnt - start)


def names(_: Texts, test: Texts, classes: Sequence[str]) -> Answer:
    """Without examples: the label whose name is most like the text, by the cosine of TF-IDF; no probability."""
    start = time.perf_counter()
    said = [name.replace("_", " ").replace("-", " ") for name in classes]
    vectoriser = TfidfVectorizer().fit(said)
    described = vectoriser.transform(said)
    learnt = time.perf_counter()
    found = (vectoriser.transform(test.texts) @ described.T).toarray().argmax(axis=1)
    return Answer(np.array(classes)[found], None, time.perf_counter() - learnt, learnt - start)


def _peer(classifier: Callable[[], Any]) -> System:
    return lambda train, test, classes: peer(train, test, classes, classifier=classifier)


PEERS: dict[str, System] = {
    "majority": _peer(DummyClassifier),
    "TF-IDF+LogReg": _peer(lambda: LogisticRegression(max_iter=1000)),
    "TF-IDF+LinearSVC": _peer(lambda: LinearSVC(random_state=SEED)),
    "TF-IDF+ComplementNB": _peer(ComplementNB),
}


def measure(answer: Answer, truth: Labels) -> dict[str, float | None]:
    """Every measure of one answer; coverage rows say how accurate the surest share of the answers is."""
    right = (answer.labels == truth).astype(np.float64)
    found: dict[str, float | None] = {
        "accuracy": float(right.mean()),
        "macro_f1": float(f1_score(truth, answer.labels, average="macro", zero_division=0)),
        "ece": None if answer.probability is None else expected_error(answer.probability, right),
        "microseconds": answer.seconds / len(truth) * 1e6,
        "learn_seconds": answer.learn_seconds,
    }
    if answer.probability is not None:
        surest = right[np.argsort(-answer.probability, kind="stable")]
        found |= {f"at_{round(c * 100)}": float(surest[: round(c * len(surest))].mean()) for c in COVERAGES}
        for floor in (0.9, 0.7, 0.5):
            said = answer.probability >= floor
            found[f"held_{round(floor * 100)}"] = float(right[said].mean()) if said.any() else None
            found[f"said_{round(floor * 100)}"] = float(said.mean())
    return found


def row(name: str, shots: int | None, answers: Sequence[Answer], truths: Sequence[Labels]) -> dict[str, Any]:
    """The measures of all answers of folds or seeds together; seconds to learn are the mean."""
    known = [answer.probability for answer in answers if answer.probability is not None]
    pooled = Answer(
        np.concatenate([answer.labels for answer in answers]),
        np.concatenate(known) if known else None,
        sum(answer.seconds for answer in answers),
        statistics.fmean(answer.learn_seconds for answer in answers),
    )
    measured = measure(pooled, np.concatenate(truths))
    rounded = {key: value if value is None else round(value, 4) for key, value in measured.items()}
    return {"name": name, "shots": "all" if shots is None else shots, **rounded}


def sampled(pool: Texts, classes: Sequence[str], shots: int, seed: int) -> Texts:
    """The first `shots` of each class in a shuffled order; all of a class that has fewer."""
    order = np.random.default_rng(seed).permutation(len(pool.texts))
    chosen = [order[pool.labels[order] == name][:shots] for name in classes]
    return pool[np.sort(np.concatenate(chosen))]


def splits(data: Texts, folds: int) -> Iterator[tuple[Texts, Texts]]:
    """The first `folds` of five stratified folds: texts to learn from, texts to measure on."""
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(data.texts, data.labels)
    for (train, test), _ in zip(parts, range(folds), strict=False):
        yield data[train], data[test]


def rows(parts: Sequence[tuple[Texts, Texts]], shots: Sequence[int | None], seeds: int) -> list[dict[str, Any]]:
    """The rows of one data set: each number of examples a class; None is all of them."""
    classes = sorted({str(name) for train, _ in parts for name in train.labels})
    found = []
    for count in shots:
        systems = {"vouch": vouch, **({"TF-IDF+names": names} if count == 0 else PEERS)}
        pairs = list(parts if count is None else _few(parts[0], classes, count, seeds))
        for name, system in systems.items():
            answers = [system(train, test, classes) for train, test in pairs]
            found.append(row(name, count, answers, [test.labels for _, test in pairs]))
    return found


def _few(part: tuple[Texts, Texts], classes: Sequence[str], shots: int, seeds: int) -> Iterator[tuple[Texts, Texts]]:
    train, test = part
    for seed in range(seeds if shots else 1):
        order = np.random.default_rng(SEED + seed).permutation(len(test.texts))[:FEW_SHOT_TEST]
        yield sampled(train, classes, shots, SEED + seed), test[order]


def read(path: Path) -> Texts:
    """Read a file; lines without text or label are passed over."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    kept = [r for r in records if r.get("text") and r.get("label") is not None]
    return Texts([str(r["text"]) for r in kept], np.array([str(r["label"]) for r in kept]))


def show(result: dict[str, Any]) -> None:
    """Print the table of one data set."""
    print(f"\n{result['data_set']}: {result['texts']} texts, {result['classes']} classes; {result['basis']}")
    print(f"{'shots':>5} {'system':<20}" + "".join(f"{name:>14}" for name in MEASURES))
    for each in result["rows"]:
        figures = ["-" if each[m] is None else f"{each[m]:.{0 if m == 'microseconds' else 3}f}" for m in MEASURES]
        print(f"{each['shots']:>5} {each['name']:<20}" + "".join(f"{figure:>14}" for figure in figures))
    ours = next((each for each in result["rows"] if (each["name"], each["shots"]) == ("vouch", "all")), None)
    if ours is None:
        return
    print("vouch, all: " + ", ".join(f"{ours[f'at_{c}']:.3f} right at {c} % coverage" for c in (50, 70, 90)))
    for floor in (90, 70, 50):
        said, held = ours[f"said_{floor}"], ours[f"held_{floor}"]
        if held is not None:
            print(f"  says {floor} % or more of {said:.1%} of the texts; {held:.3f} of those hold")


def _flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="of *_dev.jsonl files; VOUCH_EVAL_DATA by default")
    parser.add_argument("--no-all", action="store_true", help="leave out the rows that learn from everything")
    parser.add_argument("--json", action="store_true", help="print rows as JSON; ours is named vouch")
    parser.add_argument("--train", type=Path, help="learn from this file; needs --test")
    parser.add_argument("--test", type=Path, help="measure on this file; needs --train")
    parser.add_argument("--folds", type=int, choices=range(1, FOLDS + 1), help="measure so many of the five folds")
    parser.add_argument("--seeds", type=int, default=3, help="samples that a few-shot row joins")
    parser.add_argument("--shots", default=",".join(map(str, SHOTS)), help="examples a class, with commas")
    flags = parser.parse_args()
    if (flags.train is None) != (flags.test is None):
        parser.error("--train and --test need each other")
    return flags


def results(flags: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Measure each data set."""
    shots: list[int | None] = [int(count) for count in flags.shots.split(",") if count]
    shots += [] if flags.no_all else [None]
    if flags.train:
        train, test = read(flags.train), read(flags.test)
        yield _result(flags.test.name, train, [(train, test)], f"learnt from {flags.train.name}", shots, flags.seeds)
        return
    folder = flags.folder or Path(os.environ.get("VOUCH_EVAL_DATA", DEFAULT_DATA))
    for path in sorted(folder.glob("*_dev.jsonl")):
        if not (data := read(path)).texts:
            continue
        data = _frequent(data)
        folds = flags.folds or (FOLDS_OF_LARGE if len(data.texts) > LARGE else FOLDS)
        basis = f"{folds} of {FOLDS} folds; few-shot: {flags.seeds} seeds"
        yield _result(path.name, data, list(splits(data, folds)), basis, shots, flags.seeds)


def _result(
    name: str, data: Texts, parts: list[tuple[Texts, Texts]], basis: str, shots: list[int | None], seeds: int
) -> dict[str, Any]:
    found = {"data_set": name, "texts": len(data.texts), "classes": len(set(data.labels)), "basis": basis}
    return found | {"rows": rows(parts, shots, seeds)}


def _frequent(data: Texts) -> Texts:
    """Leave out classes with fewer texts than folds."""
    names, counts = np.unique(data.labels, return_counts=True)
    return data[np.flatnonzero(np.isin(data.labels, names[counts >= FOLDS]))]


def main() -> int:
    """Run what the flags ask for."""
    flags, found = _flags(), []
    for result in results(flags):
        found.append(result)
        if not flags.json:
            show(result)
    if not found:
        print("No files with text and label: docs/categoriser.md says where to get some.", file=sys.stderr)
        return 1
    if flags.json:
        print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
