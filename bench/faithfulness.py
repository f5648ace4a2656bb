"""How many planted errors the gates catch, and how many good sentences they lose, beside bare baselines.

    python bench/faithfulness.py [--json] [--show]

The data are the bug reports of bench/summaries.py: every `*.jsonl` with a field `gold` in the folder that
VOUCH_EVAL_DATA names. Good sentences are those that people chose for a summary, citing where they stand: as written,
and in other words and notations (numbers, dates and number words rewritten, small words left out, reported speech);
and the sentences of summaries that people wrote (`references`), citing the three parts that share most words with
them, where a report has them. Twice: each sentence of the item a part of its own, so that a citation names the
sentence, and each comment a part, as in the product. Beside them stands a set of our own: sentences in people's own
words, in seven languages (tests/vectors/paraphrases.json). Each is planted with one error at a time.

A sentence counts as caught when it is removed; for names, when it is removed or marked.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rouge_score.rouge_scorer import RougeScorer

from connectors.host.model import Block, BlockKind, Document, Item, Person, Place, Product, Segment, SegmentKind
from plugin.ai.embedded.dataset import BugReport, files_in, read_reports
from plugin.ai.embedded.sentences import split
from plugin.ai.port import Draft, Section, SectionKind, Sentence
from plugin.assist.checks.dates import DATE, date_readings
from plugin.assist.checks.overlap import Overlap, terms
from plugin.assist.verify import verify
from plugin.masking.mask import mask
from plugin.masking.model import Masked
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Subject, UseCase

DEFAULT_DATA = Path(__file__).resolve().parents[1] / "../shared/material/eval"
PARAPHRASES = Path(__file__).resolve().parents[1] / "tests/vectors/paraphrases.json"
SEED = 20261123
# A number of its own: no part of a name, a link or a version, and not what numbers a list.
NUMBER = re.compile(r"(?<![\w.\-/#=])\d+(?:[.,]\d+)*(?![\w]|[.,]\d|[/\-]\w)")
LIST_MARK = re.compile(r"(?:\A|reports that )\s*[(\[]?\d{1,2}[.)\]]")
LINK = re.compile(r"\S*(?:://|www\.)\S+")
KEY = re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b|(?<=bug# )\d+|(?<=bug #)\d+|(?<=bug )\d{4,}")
NAMES = ("Tomasz", "Priya", "Lindqvist", "Okafor", "Marguerite")
WORDS = dict(
    enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
)
SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "that",
        "this",
        "these",
        "those",
        "very",
        "really",
        "just",
        "also",
        "still",
        "then",
        "so",
        "quite",
        "some",
    ]
)
PLANTS = ("number", "number of the item", "date", "key", "name")
WAYS = ("sentence", "comment")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence about an item, with the ids that it cites; `plant` is empty for a good one."""

    item: int
    form: str
    text: str
    cites: tuple[str, ...]
    plant: str = ""


def masked(report: BugReport, way: str) -> tuple[Masked, list[str]]:
    """A report as an engine gets it, and the id of the part that each of its sentences stands in."""
    parts: dict[str, list[str]] = defaultdict(list)
    authors: dict[str, str] = {}
    ids = []
    for number, candidate in enumerate(report.candidates, 1):
        name = f"comment:{number}" if way == "sentence" else candidate.segment_id
        ids.append(name)
        parts[name].append(candidate.text)
        authors[name] = candidate.author
    return _masked(report.title, tuple(_segment(name, texts, authors[name]) for name, texts in parts.items())), ids


def _segment(name: str, texts: Sequence[str], author: str) -> Segment:
    kind = SegmentKind.COMMENT if name.startswith("comment") else SegmentKind.DESCRIPTION
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    return Segment(name, kind, blocks, author=Person(author, author))


def _masked(title: str, segments: tuple[Segment, ...]) -> Masked:
    place, item = Place(Product.JIRA, key="LAB"), Item(Product.JIRA, id="1", key="LAB-1")
    policy = {
        "places": {"jira:LAB": {"level": "public"}},
        "rules": [{"id": "R-1", "level": "public", "use_case": "summarise", "effect": "allow"}],
    }
    allowed = decide(parse(policy), Subject("bench", "bench"), Ask(UseCase.SUMMARISE, item, place))
    assert isinstance(allowed, Allowed)
    summary = Segment("summary", SegmentKind.SUMMARY, (Block(BlockKind.PARAGRAPH, title),))
    return mask(Document(item, place, title, (summary, *segments), None), allowed)[0]


def good(number: int, report: BugReport, item: Masked, ids: Sequence[str]) -> Iterator[Case]:
    """The good sentences of a report, in each form that it has."""
    seen: Counter[str] = Counter()
    for candidate, chosen, part in zip(report.candidates, report.gold, ids, strict=True):
        segment = item.document.segment(part)
        assert segment is not None
        text = segment.blocks[seen[part]].text
        seen[part] += 1
        if chosen and len(text.split()) > 3:  # noqa: PLR2004 (fewer words are no statement)
            yield Case(number, "as written", text, (part,))
            yield Case(number, "other words", reworded(text, candidate.author), (part,))
    parts = [segment for segment in item.document.segments if segment.id != "summary"]
    overlap = Overlap([segment.text for segment in parts])
    for reference in report.references:
        for text in split(reference):
            ranked = sorted(range(len(parts)), key=lambda part: -overlap.share(terms(text), [part]))
            yield Case(number, "people's own", text, tuple(parts[part].id for part in ranked[:3]))


def reworded(text: str, author: str) -> str:
    """The same statement in other notations: what a careful writer could have made of it."""
    words = [word for word in text.split() if word.casefold() not in SMALL]
    said = " ".join(words)
    said = re.sub(r"(?<![\w.,:/=-])(\d{5,9})(?![\w.,:/-])", lambda m: f"{int(m[1]):,}", said)
    digits = {word: str(n) for n, word in WORDS.items() if n > 1}
    said = re.sub(rf"\b({'|'.join(digits)})\b", lambda m: digits[m[1].casefold()], said, flags=re.IGNORECASE)
    said = re.sub(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", lambda m: f"{m[3]}.{m[2]}.{m[1]}", said)
    return f"{author} reports that {said}"


def plant(case: Case, item: Masked, dice: random.Random) -> Iterator[Case]:
    """The same sentence with one error of each kind that it has room for."""
    text = case.text

    def planted(kind: str, found: re.Match[str], new: str) -> Case:
        changed = text[: found.start()] + new + text[found.end() :]
        return Case(case.item, case.form, changed, case.cites, kind)

    dates = [found for found in DATE.finditer(text) if list(date_readings(found))]
    not_numbers = (*dates, *KEY.finditer(text), *LINK.finditer(text), *LIST_MARK.finditer(text))
    taken = [range(*found.span()) for found in not_numbers]
    numbers = [found for found in NUMBER.finditer(text) if not any(found.start() in span for span in taken)]
    cited = "\n".join(s.text for s in item.document.segments if s.id in case.cites)
    whole = "\n".join(s.text for s in item.document.segments)
    elsewhere = sorted(set(NUMBER.findall(whole)) - {*NUMBER.findall(cited)})
    for found in numbers:
        yield planted("number", found, other_number(found.group(), dice))
        if elsewhere:
            yield planted("number of the item", found, dice.choice(elsewhere))
    if dates:
        found = dice.choice(dates)
        digits = [at for at, c in enumerate(found.group()) if c.isdigit()]
        new = list(found.group())
        at = dice.choice(digits)
        new[at] = dice.choice([d for d in "123456789" if d != new[at]])
        again = DATE.fullmatch("".join(new))
        if again and list(date_readings(again)) and set(date_readings(again)) != set(date_readings(found)):
            yield planted("date", found, again.group())
    keys = list(KEY.finditer(text))
    if keys:
        found = dice.choice(keys)
        number = re.search(r"\d+", found.group())
        assert number is not None
        yield planted("key", found, found.group().replace(number[0], other_number(number[0], dice)))
    words = list(re.finditer(r"(?<=\s)[^\W\d_]{5,}\b", text))
    if words:
        yield planted("name", dice.choice(words), dice.choice(NAMES))


def other_number(text: str, dice: random.Random) -> str:
    """A number as long as this one that is not this one."""
    new = text
    while new == text or (new[0] == "0" and len(new) > 1):
        at = dice.choice([i for i, c in enumerate(text) if c.isdigit()])
        new = text[:at] + dice.choice("0123456789") + text[at + 1 :]
    return new


Judge = Callable[[Case, Masked], str]
"""A case and its item -> "kept", "marked" or "removed"."""


def vouch(case: Case, item: Masked) -> str:
    """The gates of the product, for a model's own words."""
    draft = Draft((Section(SectionKind.HAPPENED, (Sentence(case.text, case.cites),)),), "m", "1", generated=True)
    checked = verify(draft, item)
    return "removed" if checked.removed else "marked" if checked.marks["unverified"] else "kept"


def same_tokens(case: Case, item: Masked, *, whole: bool) -> str:
    """The bare gate: each number of the sentence is a number of the cited text and its author, or of the whole item."""
    segments = [s for s in item.document.segments if whole or s.id in case.cites]
    texts = [f"{s.text}\n{s.author.display_name if s.author else ''}" for s in segments]
    known = set(re.findall(r"\d+(?:[.,:/\-]\d+)*", "\n".join(texts)))
    return "kept" if all(n in known for n in re.findall(r"\d+(?:[.,:/\-]\d+)*", case.text)) else "removed"


def rouge(cases: Sequence[Case], items: Sequence[Masked]) -> Judge:
    """ROUGE-1 precision against the cited text, with the threshold at which 2 % of the good sentences are lost."""
    scorer = RougeScorer(["rouge1"], use_stemmer=True)

    def score(case: Case, item: Masked) -> float:
        cited = "\n".join(s.text for s in item.document.segments if s.id in case.cites)
        found: float = scorer.score(cited, case.text)["rouge1"].precision
        return found

    scores = sorted(score(case, items[case.item]) for case in cases if not case.plant)
    threshold = scores[int(len(scores) * 0.02)]
    return lambda case, item: "removed" if score(case, item) < threshold else "kept"


def interval(hits: int, total: int) -> str:
    """A share in percent with its 95 % interval (Wilson), and how many it rests on."""
    if not total:
        return "none"
    p, z = hits / total, 1.96
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{100 * p:.1f} ({100 * (middle - half):.1f} to {100 * (middle + half):.1f}, n = {total})"


def of_reports(path: Path, way: str) -> tuple[list[Masked], list[Case]]:
    """The items of a file of bug reports, and their good sentences."""
    items: list[Masked] = []
    cases: list[Case] = []
    for report in read_reports(path):
        if any(report.gold):
            item, ids = masked(report, way)
            cases += good(len(items), report, item, ids)
            items.append(item)
    return items, cases


def of_paraphrases() -> tuple[list[Masked], list[Case]]:
    """Items of the stand-in site, and what people wrote about them in their own words, in seven languages."""
    items: list[Masked] = []
    cases: list[Case] = []
    for item in json.loads(PARAPHRASES.read_text(encoding="utf-8")):
        segments = tuple(_segment(name, text.split("\n"), "Ada Byron") for name, text in item["parts"].items())
        items.append(_masked("", segments))
        cases += [Case(len(items) - 1, "people's own", s["text"], tuple(s["cites"])) for s in item["sentences"]]
    return items, cases


def table(name: str, items: Sequence[Masked], sentences: Sequence[Case], *, show: bool) -> dict[str, Any]:
    """Every system over one set."""
    dice = random.Random(SEED)  # noqa: S311 (the same errors every time are the point)
    cases = [each for case in sentences for each in (case, *plant(case, items[case.item], dice))]
    systems: dict[str, Judge] = {
        "vouch": vouch,
        "same numbers, cited text": lambda case, item: same_tokens(case, item, whole=False),
        "same numbers, whole item": lambda case, item: same_tokens(case, item, whole=True),
        "ROUGE-1 precision at 2 % lost": rouge(cases, items),
    }
    rows = []
    for system, judge in systems.items():
        start = time.perf_counter()
        outcomes = [judge(case, items[case.item]) for case in cases]
        milliseconds = (time.perf_counter() - start) * 1000 / len(cases)
        rows.append({"name": system, "ms": round(milliseconds, 2), **_measure(cases, outcomes)})
        if show and system == "vouch":
            _show(cases, outcomes)
    return {"data_set": name, "items": len(items), "cases": len(cases), "rows": rows}


def _measure(cases: Sequence[Case], outcomes: Sequence[str]) -> dict[str, Any]:
    forms = list(dict.fromkeys(case.form for case in cases))
    measured: dict[str, Any] = {}
    for form in forms:
        of_form = [o for c, o in zip(cases, outcomes, strict=True) if c.form == form and not c.plant]
        measured[f"lost, {form}"] = (sum(o == "removed" for o in of_form), len(of_form))
        measured[f"marked, {form}"] = (sum(o == "marked" for o in of_form), len(of_form))
    for kind in PLANTS:
        caught = {"removed", "marked"} if kind == "name" else {"removed"}
        planted = [o for c, o in zip(cases, outcomes, strict=True) if c.plant == kind]
        measured[f"caught, {kind}"] = (sum(o in caught for o in planted), len(planted))
    return measured


def _show(cases: Sequence[Case], outcomes: Sequence[str]) -> None:
    """The mistakes, for whoever wants to mend them."""
    for case, outcome in zip(cases, outcomes, strict=True):
        if (not case.plant and outcome == "removed") or (case.plant in PLANTS[:-1] and outcome != "removed"):
            print(f"{case.plant or 'LOST'} | {case.form} | {outcome} | {case.text[:200]}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="rows as JSON: (hits, cases)")
    parser.add_argument("--show", action="store_true", help="print each mistake of ours")
    flags = parser.parse_args()
    folder = Path(os.environ.get("VOUCH_EVAL_DATA", DEFAULT_DATA))
    files = files_in(folder)
    if not files:
        print(f"No bug reports in {folder}: docs/summariser.md says where to get them.", file=sys.stderr)
        return 1
    sets = {f"{path.name}, a {way} is cited": of_reports(path, way) for path in files for way in WAYS}
    sets |= {f"{PARAPHRASES.name}, a comment is cited": of_paraphrases()}
    results = [table(name, items, cases, show=flags.show) for name, (items, cases) in sets.items()]
    if flags.json:
        print(json.dumps(results, indent=1))
        return 0
    for result in results:
        print(f"\n{result['data_set']}: {result['items']} items, {result['cases']} sentences, seed {SEED}; in percent")
        for row in result["rows"]:
            print(f"\n{row['name']} ({row['ms']} ms a sentence)")
            for name, value in row.items():
                if isinstance(value, tuple) and value[1]:
                    print(f"  {name:<28}{interval(*value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
