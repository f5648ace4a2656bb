"""A run of the golden set with one engine, and whether it is worse than the last one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from connectors.host.model import Document
from plugin.ai.port import Engine, Task
from plugin.ai.prompts.library import present
from plugin.evaluation.golden.facts import GoldenItem, golden, says
from plugin.evaluation.trial import Trials, Tried
from plugin.policy.model import UseCase

SLACK_FACTS, SLACK_REMOVED = 0.02, 0.02
"""By how much of all facts, and of all sentences, a run may be worse before it counts: a model is no clock."""


@dataclass(slots=True)
class Scored:
    """What became of one item."""

    name: str
    said: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    sentences: int = 0
    removed: int = 0
    fault: str = ""
    fallback: str = ""


@dataclass(slots=True)
class GoldenRun:
    """The scores of a run."""

    engine: str
    model: str
    items: list[Scored] = field(default_factory=list)

    def serialise(self, at: datetime | None = None) -> dict[str, Any]:
        """Return what is kept of it; no text of an answer, only which facts it said."""
        sentences = sum(item.sentences for item in self.items)
        removed = sum(item.removed for item in self.items)
        facts = sum(len(item.said) + len(item.missed) for item in self.items)
        return {
            "format": 1,
            "at": (at or datetime.now(UTC)).isoformat(timespec="seconds"),
            "engine": self.engine,
            "model": self.model,
            "prompts": {name: said["sha256"] for name, said in present().items()},
            "set": digest(),
            "items": len(self.items),
            "facts": facts,
            "said": sum(len(item.said) for item in self.items),
            "sentences": sentences,
            "removed": removed,
            "forbidden": sum(len(item.forbidden) for item in self.items),
            "faults": dict(Counter(item.fault for item in self.items if item.fault)),
            "fallbacks": dict(Counter(item.fallback for item in self.items if item.fallback)),
            "missed": {item.name: item.missed for item in self.items if item.missed},
        }


def run(engine: Engine, documents: Mapping[str, Document], items: Iterable[GoldenItem] | None = None) -> GoldenRun:
    """Let an engine summarise each item, and look for the facts; no other engine stands in for it.

    Args:
        engine: which.
        documents: the items as they were read, by name.
        items: a part of the set; all of it by default.
    """
    trials = Trials(engine, spare=False)
    made = GoldenRun(engine.name, engine.version)
    for item in items or golden():
        made.items.append(_scored(item, trials.answer(documents[item.name], Task(UseCase.SUMMARISE.value))))
    return made


def worse(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """Return in which ways a run is worse than an earlier one of the same set, in words; empty where it is not."""
    found: list[str] = []
    if now["set"] != before["set"]:
        return found
    share_now, share_before = (_share(kept["said"], kept["facts"]) for kept in (now, before))
    if share_now < share_before - SLACK_FACTS:
        found.append(f"says {now['said']} of {now['facts']} facts, before {before['said']}")
    lost_now, lost_before = (_share(kept["removed"], kept["removed"] + kept["sentences"]) for kept in (now, before))
    if lost_now > lost_before + SLACK_REMOVED:
        found.append(f"{100 * lost_now:.1f} % of its sentences did not hold, before {100 * lost_before:.1f} %")
    if now["forbidden"] > before["forbidden"]:
        found.append(
            f"says {now['forbidden']} things that an item wants said and nobody may, before {before['forbidden']}"
        )
    failed_now, failed_before = (sum(kept["faults"].values()) for kept in (now, before))
    if failed_now > failed_before:
        found.append(f"failed at {failed_now} items, before at {failed_before}")
    return found


def recorded() -> dict[str, Any]:
    """Return the run that is recorded in the product: the embedded engine's, with the prompts of this version."""
    kept: dict[str, Any] = json.loads(files(__package__).joinpath("recorded.json").read_text(encoding="utf-8"))
    return kept


def digest() -> str:
    """Return what the set is known by: another set is not compared."""
    said = json.dumps([[item.name, item.facts, item.never] for item in golden()])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _scored(item: GoldenItem, tried: Tried) -> Scored:
    scored = Scored(item.name, fault=tried.fault, fallback=tried.fallback)
    if tried.result is None or tried.checked is None:
        scored.missed = list(item.facts)
        return scored
    shown = [s for section in tried.result["sections"] for s in section["sentences"]]
    texts = [" ".join(filter(None, (s["role"], s["text"], s.get("owner"), s.get("due")))) for s in shown]
    for fact in item.facts:
        (scored.said if says(fact, texts) else scored.missed).append(fact)
    scored.forbidden = [words for words in item.never if says(words, texts)]
    scored.sentences = tried.checked.sentences
    scored.removed = sum(tried.checked.removed.values())
    return scored


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
