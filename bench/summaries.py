"""How good and how fast the embedded summariser is, beside lead and the summarisers of sumy in the same run.

    python bench/summaries.py [--cross-validate] [--speed] [--json]

The data are bug reports in which people marked the sentences of a summary: every `*.jsonl` with a field `gold` in the
folder that VOUCH_EVAL_DATA names (`plugin/ai/embedded/dataset.py` describes the format). All systems fill the same
budget by the same rule: best first, passing over what does not fit.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from connectors.host.model import Block, BlockKind, Document, Item, Person, Place, Product, Segment, SegmentKind
from plugin.ai.embedded.dataset import BugReport, files_in, read_reports
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.embedded.ranking import SHORTEST, describe, rank
from plugin.ai.embedded.scoring import Coefficients, shipped
from plugin.ai.embedded.terms import word_count
from plugin.ai.embedded.train import FOLDS, fit, folds, precision_recall_f, prepare
from plugin.ai.port import Limits, Task
from plugin.masking.mask import mask
from plugin.masking.model import Masked
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Subject, UseCase

Select = Callable[[BugReport, float], list[int]]  # report, budget in words -> indices of sentences

DEFAULT_DATA = Path(__file__).resolve().parents[1] / "../shared/material/eval"
BUDGETS = {"25 % of words": 0.25, "100 words": 100.0}
MEASURES = ("precision", "recall", "f", "pyramid", "rouge1", "rouge2", "rougeL", "ms")
SUMY = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "LSA": LsaSummarizer}
_WORD = re.compile(r"\w+")


class Words:
    """A tokenizer for sumy, whose own needs data that must be downloaded."""

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """The sentences are given: a text is one."""
        return (text,)

    def to_words(self, text: str) -> tuple[str, ...]:
        """Words of letters and digits."""
        return tuple(_WORD.findall(text))


def fill(order: Iterable[int], words: Sequence[int], budget: float) -> list[int]:
    """Take sentences in that order as long as they fit, passing over those that do not."""
    chosen, left = [], budget
    for index in order:
        if words[index] <= left:
            chosen.append(index)
            left -= words[index]
    return chosen


def vouch(report: BugReport, budget: float, *, weights: Callable[[BugReport], Coefficients]) -> list[int]:
    """The selection that the engine makes, with the weights for this report."""
    return rank(describe(report.candidates, report.title), weights(report)).fill(budget)


def lead(report: BugReport, budget: float) -> list[int]:
    """The first sentences."""
    return fill(range(len(report.candidates)), _words(report), budget)


def lead_barred(report: BugReport, budget: float) -> list[int]:
    """The first sentences, without those that are too short for vouch to select."""
    words = _words(report)
    return fill((i for i, count in enumerate(words) if count >= SHORTEST), words, budget)


def sumy(report: BugReport, budget: float, *, kind: type) -> list[int]:
    """A summariser of sumy with English stemmer and stop words; a callable count sees the sentences best first."""
    tokenizer, chosen = Words(), []
    sentences = [SumySentence(candidate.text, tokenizer) for candidate in report.candidates]
    summariser = kind(Stemmer("english"))
    summariser.stop_words = get_stop_words("english")

    def within_budget(infos: Sequence[Any]) -> list[Any]:
        chosen.extend(fill([info.order for info in infos], _words(report), budget))
        return []

    summariser(ObjectDocumentModel([Paragraph(sentences)]), within_budget)
    return chosen


def _words(report: BugReport) -> list[int]:
    return [word_count(candidate.text) for candidate in report.candidates]


@cache
def _scorer() -> RougeScorer:
    return RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)


def measure(report: BugReport, chosen: Sequence[int]) -> dict[str, float]:
    """Precision, recall and F of sentences; Pyramid precision by votes; ROUGE F, mean over the references."""
    precision, recall, f = precision_recall_f(chosen, np.array(report.gold, dtype=np.float64))
    votes = np.array(report.votes)
    best = float(np.sort(votes)[::-1][: len(chosen)].sum())
    pyramid = float(votes[chosen].sum()) / best if best else 0.0
    found = {"precision": precision, "recall": recall, "f": f, "pyramid": pyramid}
    texts = [candidate.text for candidate in report.candidates]
    references = report.references or (" ".join(t for t, gold in zip(texts, report.gold, strict=True) if gold),)
    summary = " ".join(texts[i] for i in sorted(chosen))
    scores = [_scorer().score(reference, summary) for reference in references]
    return found | {name: statistics.fmean(s[name].fmeasure for s in scores) for name in ("rouge1", "rouge2", "rougeL")}


def table(reports: Sequence[BugReport], systems: dict[str, Select], budget: float) -> list[dict[str, Any]]:
    """One row a system: means over reports; `budget` up to 1 is a share of the report's words."""
    rows = []
    for name, select in systems.items():
        measured = []
        for report in reports:
            words = budget * sum(_words(report)) if budget <= 1 else budget
            start = time.perf_counter()
            chosen = select(report, words)
            milliseconds = (time.perf_counter() - start) * 1000
            measured.append(measure(report, chosen) | {"ms": milliseconds})
        rows.append({"name": name} | {m: round(statistics.fmean(r[m] for r in measured), 3) for m in MEASURES})
    return rows


def held_out(reports: Sequence[BugReport]) -> Callable[[BugReport], Coefficients]:
    """Train once a fold, choosing C and exponent without that fold; return the weights that did not see a report."""
    examples = prepare(reports)
    weights: dict[str, Coefficients] = {}
    for held in folds(len(examples)):
        learned, _ = fit([e for i, e in enumerate(examples) if i not in held], "fold")
        weights |= {examples[i].report.id: learned for i in held}
    return lambda report: weights[report.id]


def quality(path: Path, *, cross_validate: bool) -> dict[str, Any]:
    """Both tables of one file, and what the figures of our row rest on."""
    reports = [report for report in read_reports(path) if report.candidates and any(report.gold)]
    coefficients, _ = shipped()
    weights = held_out(reports) if cross_validate else lambda _: coefficients
    systems: dict[str, Select] = {"vouch": partial(vouch, weights=weights), "lead": lead}
    systems[f"lead, {SHORTEST}+ words"] = lead_barred
    systems |= {name: partial(sumy, kind=kind) for name, kind in SUMY.items()}
    tables = {name: table(reports, systems, budget) for name, budget in BUDGETS.items()}
    seen = coefficients.metadata["data_set"] == path.name
    if cross_validate:
        basis = f"vouch: {FOLDS}-fold cross-validation over reports, trained and tuned anew in each fold"
    elif seen:
        basis = "vouch: the shipped weights WERE TRAINED ON THIS SET; only --cross-validate gives an honest figure here"
    else:
        basis = "vouch: the shipped weights, which have not seen this set"
    return {"data_set": path.name, "reports": len(reports), "basis": basis, "tables": tables}


def speed(comments: int, runs: int = 7) -> dict[str, Any]:
    """Milliseconds of a whole summary of a made-up thread; the median of some runs after a first one."""
    engine, thread = EmbeddedEngine(), synthetic_thread(comments)
    engine.complete(thread, Task("summarise"), Limits())
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        engine.complete(thread, Task("summarise"), Limits())
        taken.append((time.perf_counter() - start) * 1000)
    return {"comments": comments, "words": thread.document.words, "ms": round(statistics.median(taken), 1)}


def synthetic_thread(comments: int) -> Masked:
    """A thread of that many comments, about four sentences of thirteen words each, from a fixed seed."""
    dice = random.Random(comments)  # noqa: S311 (the same text every time is the point)
    lexicon = ["".join(dice.choices("abcdefghijklmnoprstuvw", k=dice.randint(2, 9))) for _ in range(3000)]
    odds = [1 / (rank + 3) for rank in range(len(lexicon))]

    def sentence() -> str:
        return " ".join(dice.choices(lexicon, odds, k=dice.randint(5, 21))).capitalize() + dice.choice("....?")

    def segment(name: str, kind: SegmentKind, at: int) -> Segment:
        text = " ".join(sentence() for _ in range(dice.randint(2, 6)))
        person = Person(f"p{dice.randint(1, 9)}", "Somebody")
        when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=at)
        return Segment(name, kind, (Block(BlockKind.PARAGRAPH, text),), author=person, at=when)

    segments = [segment("description", SegmentKind.DESCRIPTION, 0)]
    segments += [segment(f"comment:{n}", SegmentKind.COMMENT, n) for n in range(1, comments + 1)]
    place, item = Place(Product.JIRA, key="LAB"), Item(Product.JIRA, id="1", key="LAB-1")
    policy = {
        "places": {"jira:LAB": {"level": "public"}},
        "rules": [{"id": "R-1", "level": "public", "use_case": "summarise", "effect": "allow"}],
    }
    allowed = decide(parse(policy), Subject("bench", "bench"), Ask(UseCase.SUMMARISE, item, place))
    assert isinstance(allowed, Allowed)
    masked, _ = mask(Document(item, place, sentence(), tuple(segments), None), allowed)
    return masked


def show(result: dict[str, Any]) -> None:
    """Print the tables of one data set."""
    print(f"\n{result['data_set']}: {result['reports']} reports\n{result['basis']}")
    for name, rows in result["tables"].items():
        print(f"\n{name:<16}" + "".join(f"{measure:>10}" for measure in MEASURES))
        for row in rows:
            print(f"{row['name']:<16}" + "".join(f"{row[m]:>10.{1 if m == 'ms' else 3}f}" for m in MEASURES))


def main() -> int:
    """Run what the flags ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print rows as JSON; ours is named vouch")
    parser.add_argument("--cross-validate", action="store_true", help="train anew in each fold: the honest figure")
    parser.add_argument("--speed", action="store_true", help="time threads of 100 and 500 comments as well")
    flags = parser.parse_args()
    folder = Path(os.environ.get("VOUCH_EVAL_DATA", DEFAULT_DATA))
    files = files_in(folder)
    if not files:
        print(f"No bug reports in {folder}: docs/summariser.md says where to get them.", file=sys.stderr)
        return 1
    results = [quality(path, cross_validate=flags.cross_validate) for path in files]
    timed = [speed(100), speed(500)] if flags.speed else []
    if flags.json:
        print(json.dumps({"quality": results, "speed": timed}, indent=1))
        return 0
    for result in results:
        show(result)
    for row in timed:
        print(f"\n{row['comments']} comments, {row['words']} words: {row['ms']} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
