"""Training, the weights that are shipped, and selection."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from plugin.ai.embedded.dataset import read_reports, report
from plugin.ai.embedded.features import NAMES, features
from plugin.ai.embedded.ranking import describe, rank
from plugin.ai.embedded.scoring import Coefficients, shipped
from plugin.ai.embedded.select import corrected, select
from plugin.ai.embedded.train import EXPONENTS, FOLDS, STRENGTHS, folds, precision_recall_f, train


def record(number: int) -> dict[str, object]:
    """A report in which the first sentence of each turn is gold."""
    topics = ["export stops after ten minutes", "memory of server runs full", "attachments load one by one now"]
    said = ["In project {n} the {topic} since today.", "ok {n}", "> line {t} of a quote, {n}"]
    sentences = [
        {"id": f"{t}.{i}", "turn": t, "author": f"a{t % 2}", "text": text.format(n=number, t=t, topic=topics[t])}
        for t in range(3)
        for i, text in enumerate(said)
    ]
    return {"id": str(number), "title": "Export stops", "sentences": sentences, "gold": ["0.0", "1.0", "2.0"]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of eight reports."""
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(json.dumps(record(n)) for n in range(8)) + "\n", encoding="utf-8")
    return path


def test_the_same_data_give_the_same_file(data: Path, tmp_path: Path) -> None:
    """Training has no chance in it; the file names its data and settings, and no folder."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    result = train(data, first)
    train(data, second)

    assert first.read_bytes() == second.read_bytes()
    assert (result.reports, result.sentences) == (8, 72)
    assert result.c in STRENGTHS
    assert result.exponent in EXPONENTS
    metadata = Coefficients.from_json(first.read_text()).metadata
    assert {"data_set": "reports.jsonl", "reports": 8, "sentences": 72, "C": result.c} == {
        name: metadata[name] for name in ("data_set", "reports", "sentences", "C")
    }
    assert str(tmp_path) not in first.read_text()


def test_what_was_learned_is_what_was_marked(data: Path, tmp_path: Path) -> None:
    """On data that a rule made, the weights find the rule."""
    train(data, tmp_path / "out.json")
    learned = Coefficients.from_json((tmp_path / "out.json").read_text())
    unseen = report(record(99))
    chosen = rank(describe(unseen.candidates, unseen.title), learned).fill(34)

    assert precision_recall_f(chosen, np.array(unseen.gold, dtype=np.float64)) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    "text", ["not json", '{"id": "1"}', "[1]", json.dumps(record(1))], ids=["text", "fields", "list", "too few"]
)
def test_wrong_data_are_refused(tmp_path: Path, text: str) -> None:
    """No file is written from data of another form or with fewer reports than folds."""
    path, out = tmp_path / "wrong.jsonl", tmp_path / "out.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r".+"):
        train(path, out)
    assert not out.exists()


def test_every_report_is_held_out_once() -> None:
    """Folds are disjoint, complete and the same each time."""
    made = folds(12)

    assert (FOLDS, list(range(12))) == (len(made), sorted(i for fold in made for i in fold))
    assert made == folds(12)


def test_votes_and_references_are_read(tmp_path: Path) -> None:
    """Optional fields of other sets; a reference may be a list of sentences."""
    path = tmp_path / "votes.jsonl"
    path.write_text(
        json.dumps(record(1) | {"votes": {"0.0": 3, "0.1": 1}, "references": ["It stops.", ["It", "stops."]]}) + "\n\n",
        encoding="utf-8",
    )
    (found,) = read_reports(path)

    assert (found.votes[:3], found.references) == ((3.0, 1.0, 0.0), ("It stops.", "It stops."))


def test_shipped_weights_fit_the_features() -> None:
    """The file loads, names this version's features, and says what it was made from."""
    coefficients, digest = shipped()

    assert coefficients.features == NAMES
    assert len(digest) == 8
    assert all(np.isfinite([*coefficients.weights, *coefficients.means, *coefficients.scales]))
    assert {"data_set", "reports", "sentences", "seed", "folds", "C"} == set(coefficients.metadata)
    assert coefficients.exponent in EXPONENTS


def test_weights_for_other_features_are_refused() -> None:
    """After a change of features, old weights do not load."""
    raw = json.loads(shipped()[0].to_json())
    raw["features"][0] = "moon_phase"

    with pytest.raises(ValueError, match="train again"):
        Coefficients.from_json(json.dumps(raw))


def test_features_have_one_column_a_name() -> None:
    """Finite numbers for every sentence, also for a single one."""
    whole = report(record(1))
    one = whole.candidates[:1]

    for sentences in (whole.candidates, one):
        described = describe(sentences, "Export stops")
        assert (len(sentences), len(NAMES)) == described.features.shape
        assert np.isfinite(described.features).all()
    assert np.array_equal(described.features, features(one, described.known))


def test_selection_prefers_worth_and_avoids_repetition() -> None:
    """The best first; what repeats it is passed over, and so is what does not fit or is barred."""
    scores = np.array([0.9, 0.89, 0.5, 0.8, -np.inf])
    words = np.array([5.0, 5.0, 5.0, 50.0, 5.0])
    similarity = np.eye(5)
    similarity[0, 1] = similarity[1, 0] = 0.95

    def to(index: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(similarity[index])

    assert select(scores, words, to, 20) == [0, 2]
    assert select(scores, words, to, 20, taken=[1]) == [2]
    assert select(scores, words, to, 4) == []


def test_length_is_corrected() -> None:
    """Twelve words keep their score; the exponent says how much a longer sentence loses."""
    worth = corrected(np.array([0.5, 0.5]), np.array([12.0, 48.0]), 0.5)

    assert worth.tolist() == [0.5, 0.25]
