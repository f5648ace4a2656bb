"""All that a model is told for one run: the use case's prompt, this run's rules, the laid-out item."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.host.model import Audience, Product, Segment
from plugin.ai.plain import one_line
from plugin.ai.port import Choice, Length, SectionKind, Task
from plugin.ai.prompts.layout import Layout, lay_out
from plugin.ai.prompts.library import RUN, prompt
from plugin.ai.prompts.secrecy import repeats
from plugin.policy.model import UseCase

SECTIONS = {
    "summarise": (SectionKind.PROBLEM, SectionKind.HAPPENED, SectionKind.OPEN, SectionKind.LATEST),
    "summarise_page": (SectionKind.KEY_POINTS, SectionKind.DECISIONS, SectionKind.ACTIONS, SectionKind.OPEN),
    "comment_digest": (SectionKind.QUESTIONS, SectionKind.ANSWERED, SectionKind.REMARKS, SectionKind.RESOLVED),
    "whats_new": (SectionKind.HAPPENED, SectionKind.OPEN),
    "categorise": (),
}
"""The sections that a model writes, by prompt; the others are made from fields."""

USE_CASES = frozenset({UseCase.SUMMARISE, UseCase.WHATS_NEW, UseCase.COMMENT_DIGEST, UseCase.CATEGORISE})
"""What a model is asked for. Changes of a page are computed, and never left to one."""

_LONGEST_VALUE, _LONGEST_DESCRIPTION = 100, 200  # characters of a value that a model is given
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
        """Whether an answer repeats what it was told to keep: somebody steered the model."""
        return repeats(answer, (self.canary, self.layout.nonce), self.system, self.layout.text)


def brief(task: Task, product: Product, segments: Sequence[Segment], budget: int) -> Brief:
    """Put together what a model is told.

    Args:
        task: what is asked; KeyError where no prompt serves its use case.
        product: where the item lives.
        segments: what the audience may read.
        budget: estimated tokens of the item's text at most.
    """
    name = "summarise_page" if (task.use_case, product) == ("summarise", Product.CONFLUENCE) else task.use_case
    rules, run = prompt(name), prompt(RUN)
    layout = lay_out(segments, budget, lists=[_listed(choice) for choice in task.choices])
    canary = f"K-{secrets.token_hex(6)}"
    tag = task.language.replace("_", "-")
    language = _LANGUAGES.get(tag.partition("-")[0].lower())
    said = run.text.format(
        language=f"{language} ({tag})" if language else tag,
        words=_WORDS[task.length],
        readers=_READERS[task.audience],
        nonce=layout.nonce,
        mark=layout.mark,
        canary=canary,
    )
    return Brief(
        system=(rules.text, said),
        layout=layout,
        kinds=SECTIONS[name],
        canary=canary,
        label=f"{rules.label}/{run.label}",
    )


def _listed(choice: Choice) -> list[str]:
    """The values of a field, a line each, by the number that a model answers with."""
    lines = []
    for number, value in enumerate(choice.values, 1):
        said = one_line(value.description)[:_LONGEST_DESCRIPTION]
        lines.append(
            f"{choice.field.value} {number}: {one_line(value.name)[:_LONGEST_VALUE]}{f' - {said}' if said else ''}"
        )
    return lines
