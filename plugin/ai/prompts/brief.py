"""All that a model is told for one run: the use case's prompt, this run's rules, the laid-out item."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.host.model import Audience, Segment
from plugin.ai.port import Length, SectionKind, Task
from plugin.ai.prompts.layout import Layout, lay_out
from plugin.ai.prompts.library import RUN, prompt

SECTIONS = {
    "summarise": (SectionKind.PROBLEM, SectionKind.HAPPENED, SectionKind.OPEN, SectionKind.LATEST),
}
"""The sections that a model writes, by use case; the others are made from fields."""

_WORDS = {Length.BRIEF: 80, Length.STANDARD: 200}
_READERS = {
    Audience.AGENT: "colleagues who work on the item",
    Audience.CUSTOMER: "a customer: friendly, no jargon, nothing about internal matters or about who is to blame",
}
_LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model gets, and what is needed to read its answer."""

    system: tuple[str, ...]
    layout: Layout
    kinds: tuple[SectionKind, ...]
    canary: str
    label: str

    def leaked(self, answer: str) -> bool:
        """Whether an answer holds the canary or the delimiter: somebody made the model repeat its instructions."""
        return self.canary in answer or self.layout.nonce in answer


def brief(task: Task, segments: Sequence[Segment], budget: int) -> Brief:
    """Put together what a model is told.

    Args:
        task: what is asked; KeyError where no prompt serves its use case.
        segments: what the audience may read.
        budget: estimated tokens of the item's text at most.
    """
    rules, run = prompt(task.use_case), prompt(RUN)
    layout = lay_out(segments, budget)
    canary = f"K-{secrets.token_hex(6)}"
    tag = task.language.replace("_", "-")
    name = _LANGUAGES.get(tag.partition("-")[0].lower())
    said = run.text.format(
        language=f"{name} ({tag})" if name else tag,
        words=_WORDS[task.length],
        readers=_READERS[task.audience],
        nonce=layout.nonce,
        mark=layout.mark,
        canary=canary,
    )
    return Brief(
        system=(rules.text, said),
        layout=layout,
        kinds=SECTIONS[task.use_case],
        canary=canary,
        label=f"{rules.label}/{run.label}",
    )
