"""What a second engine takes away of an answer that the gates let pass; it adds nothing and restores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plugin.ai.judging import Claim, Judgement, Verdict
from plugin.ai.port import Sentence
from plugin.assist.verify import Checked

REMOVED = "judge"
"""The reason of a sentence that was removed by a judge."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the record says of a judge: who, what it was asked and took away, or the code of why it was not heard."""

    engine: str
    model: str = ""
    prompt_version: str = ""
    claims: int = 0
    removed: int = 0
    unjudged: int = 0
    fault: str = ""

    @classmethod
    def of(cls, engine: str, judgement: Judgement, claims: Sequence[Claim], left: Checked) -> Judged:
        """Return what is said of a judge that was heard."""
        return cls(
            engine,
            judgement.model,
            judgement.prompt_version,
            len(claims),
            left.removed.get(REMOVED, 0),
            len(claims) - len(judgement.verdicts),
        )

    def serialise(self) -> dict[str, Any]:
        """Return it as the audit record holds it."""
        if self.fault:
            return {"engine": self.engine, "fault": self.fault}
        return {
            "engine": self.engine,
            "model": self.model,
            "prompt_version": self.prompt_version,
            "claims": self.claims,
            "removed": self.removed,
            "unjudged": self.unjudged,
        }


def claims_of(checked: Checked) -> tuple[Claim, ...]:
    """Return what a judge is asked: every sentence that the engine wrote itself."""
    return tuple(Claim(sentence.text, sentence.cites) for sentence in _written(checked))


def judged(checked: Checked, judgement: Judgement) -> Checked:
    """Return what is left without what its sources do not say; who was not judged stays."""
    refused = {number for number, verdict in judgement.verdicts.items() if verdict is not Verdict.SUPPORTED}
    doomed = {id(sentence) for number, sentence in enumerate(_written(checked)) if number in refused}
    sections = []
    for section in checked.sections:
        kept = tuple(sentence for sentence in section.sentences if id(sentence) not in doomed)
        if kept:
            sections.append(replace(section, sentences=kept))
    removed = Counter(checked.removed)
    removed[REMOVED] += len(doomed)
    counted = {why: count for why, count in removed.items() if count}
    return replace(checked, sections=tuple(sections), removed=counted)


def _written(checked: Checked) -> Iterator[Sentence]:
    for section in checked.sections:
        yield from (sentence for sentence in section.sentences if not sentence.role)
