"""What long items cost: time and memory of the embedded engine, tokens of a model, what we add before it speaks.

    python bench/long.py [--json]

1. A made-up issue of 500 comments and a made-up page of 100,000 words, summed up by the embedded engine on one core:
   the median of seven. Memory: how far a fresh process grows above its size after a small summary.
2. The issue with a model that takes notes (tests/fakes/providers/notetaker.py), with notes kept in memory: tokens of
   the first run, then after each of forty new comments, one after another.
3. What stands between a click and the model's first token beside the network: masking, laying out, our thread and
   checks, against a bare call of the same SDK with the same prompt to the same server on this machine.

The texts are made of pseudo-words by Zipf's law, so that no sentence is like another; seed 20261127.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.host.model import Block, BlockKind, Document, Item, Person, Place, Product, Segment, SegmentKind
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Limits, Note, Noted, Task
from plugin.ai.prompted import PromptedEngine
from plugin.ai.prompts.layout import tokens
from plugin.ai.providers.base import Part, Provider, Request, Text
from plugin.masking.mask import mask
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Destination, Subject, UseCase
from tests.fakes.providers.notetaker import NoteTaker
from tests.fakes.providers.script import answer
from tests.fakes.providers.server import FakeServer, serving
from tests.fakes.providers.wire import OpenAIWire

SEED = 20261127
COMMENTS, COMMENT_WORDS, PAGE_WORDS = 500, 52, 100_000
NEW_COMMENTS = 40
TIMES, CALLS = 7, 60
RARE, NUMBERED = 0.55, 0.15  # shares of words that are no function words, of sentences that end in a number
SIZES = {"issue": 0.3, "page": 1.0}  # seconds at most
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = tuple(Person(f"acc-{n}", f"Person {n}") for n in range(12))
FUNCTION = ("the", "of", "and", "to", "in", "is", "that", "it", "for", "was", "on", "with", "as", "not", "at", "by")


class Words:
    """Pseudo-words by Zipf's law."""

    def __init__(self, seed: int, vocabulary: int = 12_000) -> None:
        self._random = random.Random(seed)  # noqa: S311 (texts, not secrets)
        parts = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u")]
        self._words = ["".join(self._random.choices(parts, k=self._random.randint(2, 4))) for _ in range(vocabulary)]
        self._weights = [1 / (rank + 8) for rank in range(vocabulary)]

    def sentence(self) -> str:
        """One sentence of 6 to 22 words, half of them function words, now and then a number."""
        count = self._random.randint(6, 22)
        rare = self._random.choices(self._words, self._weights, k=count)
        said = [word if self._random.random() < RARE else self._random.choice(FUNCTION) for word in rare]
        if self._random.random() < NUMBERED:
            said[-1] = str(self._random.randint(2, 9000))
        return " ".join(said).capitalize() + "."

    def paragraph(self, words: int) -> str:
        """Sentences of about so many words in all."""
        said: list[str] = []
        while sum(len(s.split()) for s in said) < words:
            said.append(self.sentence())
        return " ".join(said)


def allowed(product: Product) -> Allowed:
    """A yes for every engine."""
    rule = {
        "id": "R-1", "level": "internal", "use_case": "*", "audience": "*", "effect": "mask",
        "engines": ["embedded", "bench"], "destinations": ["in_process", "contracted"],
    }  # fmt: skip
    policy = parse({"places": {f"{product.value}:PAY": {"level": "internal"}}, "rules": [rule]}, version=1)
    item, place = Item(product, id="1", key="PAY-1"), Place(product, key="PAY", id="1")
    decision = decide(policy, Subject("bench", "bench"), Ask(UseCase.SUMMARISE, item, place))
    assert isinstance(decision, Allowed), decision
    return decision


def comment(words: Words, number: int) -> Segment:
    """The comment of that number."""
    size = max(8, int(COMMENT_WORDS * (0.3 + 1.4 * ((number * 7919) % 100) / 100)))
    blocks = (Block(BlockKind.PARAGRAPH, words.paragraph(size)),)
    at = BEGAN + timedelta(minutes=31 * number)
    return Segment(f"comment:{number}", SegmentKind.COMMENT, blocks, author=PEOPLE[number % 12], at=at)


def issue(words: Words, comments: int = COMMENTS) -> Document:
    """An issue with its thread."""
    about = (Block(BlockKind.PARAGRAPH, words.paragraph(160)),)
    described = Segment("description", SegmentKind.DESCRIPTION, about, author=PEOPLE[0], at=BEGAN)
    title = Segment("summary", SegmentKind.SUMMARY, (Block(BlockKind.HEADING, words.sentence()),))
    thread = [comment(words, number) for number in range(1, comments + 1)]
    segments = (title, described, *thread)
    return Document(
        Item(Product.JIRA, id="1", key="PAY-1"),
        Place(Product.JIRA, key="PAY"),
        title.text,
        segments,
        None,
        people=PEOPLE,
    )


def page(words: Words) -> Document:
    """A page of sections of about 400 words."""
    sections = []
    for number in range(PAGE_WORDS // 400):
        heading = Block(BlockKind.HEADING, words.sentence().rstrip(".")[:60])
        blocks = (heading, *(Block(BlockKind.PARAGRAPH, words.paragraph(80)) for _ in range(5)))
        sections.append(Segment(f"section:s{number}", SegmentKind.SECTION, blocks, role=heading.text))
    return Document(
        Item(Product.CONFLUENCE, id="1"), Place(Product.CONFLUENCE, key="PAY"), "Handbook", tuple(sections), None
    )


def made(which: str) -> Document:
    """The issue or the page."""
    return issue(Words(SEED)) if which == "issue" else page(Words(SEED))


def embedded(which: str) -> dict[str, Any]:
    """Seconds, words and growth in memory of one kind, on one core, in this process."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    document = made(which)
    small = issue(Words(1), 3)
    engine, task = EmbeddedEngine(), Task("summarise")
    engine.complete(mask(small, allowed(Product.JIRA))[0], task, Limits())
    masked = mask(document, allowed(document.item.product))[0]
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, processor = [], []
    for _ in range(TIMES):
        began, ticked = time.perf_counter(), time.process_time()
        draft = engine.complete(masked, task, Limits(deadline_seconds=60))
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - ticked)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024
    sentences = sum(len(section.sentences) for section in draft.sections)
    return {
        "words": document.words,
        "seconds": round(statistics.median(seconds), 3),
        "processor": round(statistics.median(processor), 3),
        "at_most": SIZES[which],
        "grown_mb": round(grown),
        "sentences": sentences,
    }


def in_a_process(which: str) -> dict[str, Any]:
    """The same in a fresh process, so that its memory is its own."""
    done = subprocess.run(  # noqa: S603 (this very file)
        [sys.executable, __file__, "--only", which], check=True, capture_output=True, text=True
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@dataclass
class Kept:
    """Notes in memory, by everything that they depend on."""

    found: dict[tuple[str, str], tuple[Note, ...]] = field(default_factory=dict)

    def find(self, wanted: Sequence[Noted]) -> dict[Noted, tuple[Note, ...]]:
        """Return what is kept of these."""
        return {n: self.found[n.label, n.text] for n in wanted if (n.label, n.text) in self.found}

    def keep(self, noted: Noted, notes: Sequence[Note]) -> None:
        """Keep notes."""
        self.found[noted.label, noted.text] = tuple(notes)


def engine_over(provider: Provider) -> PromptedEngine:
    """An engine with the budgets that an entry of the catalogue has by default."""
    return PromptedEngine(
        name="bench", model="m", destination=Destination.CONTRACTED, provider=provider,
        max_input_tokens=24_000, max_output_tokens=4_000,
    )  # fmt: skip


def refreshes() -> dict[str, Any]:
    """Tokens of the first run, and after each new comment."""
    words, decision, kept = Words(SEED), allowed(Product.JIRA), Kept()
    document, later = issue(words), [comment(words, COMMENTS + n) for n in range(1, NEW_COMMENTS + 1)]
    segments = list(document.segments)
    spent: list[int] = []
    calls: list[int] = []
    for new in [None, *later]:
        segments += [new] if new else []
        provider = NoteTaker(words=16)
        one = Document(document.item, document.place, document.title, tuple(segments), None, people=PEOPLE)
        masked = mask(one, decision, new_nonce=lambda: "ABCDEF")[0]  # so that notes are found without a store
        engine_over(provider).complete(masked, Task("summarise"), Limits(deadline_seconds=600, notes=kept))
        spent.append(sum(provider.spent))
        calls.append(len(provider.asked))
    shares = [after / spent[0] for after in spent[1:]]
    return {
        "item_tokens": sum(tokens(segment.text) for segment in document.segments),
        "first": spent[0],
        "first_calls": calls[0],
        "refresh_mean": round(statistics.mean(spent[1:])),
        "share_mean": round(statistics.mean(shares), 4),
        "share_median": round(statistics.median(shares), 4),
        "share_most": round(max(shares), 4),
        "at_most": 0.1,
    }


class Timed:
    """A provider that notes when its first token came, and what it was asked."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self.first = 0.0
        self.request: Request | None = None

    def stream(self, request: Request) -> Iterator[Part]:
        """Pass on."""
        self.request, self.first = request, 0.0
        for part in self._provider.stream(request):
            if isinstance(part, Text) and not self.first:
                self.first = time.perf_counter()
            yield part

    def close(self) -> None:
        """Close."""
        self._provider.close()


def before_the_first_token() -> dict[str, Any]:
    """Milliseconds until the first token: ours, and those of a bare call; each time one after the other."""
    from openai import OpenAI  # noqa: PLC0415 (an extra)

    from plugin.ai.providers.openai_api import OpenAIProvider  # noqa: PLC0415 (an extra)

    document, decision = issue(Words(SEED), 40), allowed(Product.JIRA)
    with serving(OpenAIWire()) as server:
        server.play(answer(("It failed.", [1])))
        url = f"{server.url}/v1"
        provider = Timed(OpenAIProvider(model="m", base_url=url, key="k", private=True))
        engine, bare = engine_over(provider), OpenAI(api_key="k", base_url=url, max_retries=0)
        ours, theirs = [], []
        for _ in range(CALLS):
            began = time.perf_counter()
            masked = mask(document, decision)[0]
            engine.complete(masked, Task("summarise"), Limits())
            ours.append(provider.first - began)
            assert provider.request
            theirs.append(_bare(bare, server, provider.request))
    difference = [one - other for one, other in zip(ours, theirs, strict=True)]
    return {
        "ours_ms": _ms(ours), "bare_ms": _ms(theirs), "added_ms": _ms(difference), "at_most_ms": 50,
    }  # fmt: skip


def _bare(client: Any, server: FakeServer, request: Request) -> float:  # noqa: ANN401 (the SDK's)
    messages = [
        *({"role": "system", "content": text} for text in request.system),
        {"role": "user", "content": request.messages[0].text},
    ]
    del server
    began = time.perf_counter()
    stream = client.chat.completions.create(model="m", messages=messages, stream=True, max_completion_tokens=4000)
    first = 0.0
    for chunk in stream:
        if not first and chunk.choices and chunk.choices[0].delta.content:
            first = time.perf_counter()
    return first - began


def _ms(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * 1000, 1)


def main() -> int:
    """Measure, and print a table or JSON."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--json", action="store_true")
    options.add_argument("--only", choices=["issue", "page"], help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.only:
        print(json.dumps(embedded(chosen.only)))
        return 0
    found = {
        "embedded": {which: in_a_process(which) for which in SIZES},
        "refresh": refreshes(),
        "first_token": before_the_first_token(),
    }
    print(json.dumps(found, indent=2) if chosen.json else table(found))
    return 0


def table(found: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [
        "| embedded engine, one core | words | s (median) | of the processor | s at most | MB above idle |",
        "|---|---|---|---|---|---|",
    ]
    for which, said in found["embedded"].items():
        figures = [said[name] for name in ("seconds", "processor", "at_most", "grown_mb")]
        lines.append(f"| {which} | {said['words']:,} | {' | '.join(map(str, figures))} |")
    said = found["refresh"]
    lines += ["", "| a model that takes notes, 500 comments | tokens | of the first run |", "|---|---|---|"]
    lines.append(f"| first run, {said['first_calls']} calls | {said['first']:,} | 100 % |")
    lines.append(f"| after one new comment, mean | {said['refresh_mean']:,} | {said['share_mean']:.1%} |")
    lines.append(f"| median, and the most | | {said['share_median']:.1%}, {said['share_most']:.1%} |")
    said = found["first_token"]
    lines += ["", "| until the first token, 40 comments | ms (median) |", "|---|---|"]
    lines += [f"| ours | {said['ours_ms']} |", f"| bare SDK | {said['bare_ms']} |", f"| added | {said['added_ms']} |"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
