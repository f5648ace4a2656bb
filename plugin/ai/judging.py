"""A second engine as a judge: does what a statement cites say so? It sees the cited text and nothing else.

It can only take away. What it does not speak of stays as the other gates left it, and it is asked only where the policy
lets this text go to it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from connectors.host.model import Segment
from plugin.ai.answer import parse_verdicts, verdicts_schema
from plugin.ai.asking import Asker, Question
from plugin.ai.plain import one_line
from plugin.ai.port import Limits
from plugin.ai.prompts.layout import lay_out
from plugin.ai.prompts.library import prompt
from plugin.ai.prompts.secrecy import repeats
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination

JUDGE, JUDGE_RUN = "judge", "judge_run"

MOST_CLAIMS = 60
"""Statements of one answer that are judged; what is beyond stays."""

_LONGEST_CLAIM = 700
_ROOM = 200_000  # estimated tokens; the parts that are cited fitted a call before


class Verdict(StrEnum):
    """What a judge says of a statement."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Claim:
    """A (masked) statement and the ids of the segments that it cites."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdicts by the place of the claim, and who gave them; a claim without one was not judged."""

    verdicts: dict[int, Verdict]
    model: str
    prompt_version: str


class Judge(Protocol):
    """What a judge is."""

    name: str
    version: str
    destination: Destination

    def judge(self, masked: Masked, claims: Sequence[Claim], limits: Limits) -> Judgement:
        """Judge the claims; raise `EngineFault` or `Cancelled`."""
        ...


def judge(engine: Judge, masked: Masked, claims: Sequence[Claim], limits: Limits) -> Judgement:
    """Let the engine judge, if the policy lets this text go to it.

    Raises:
        EngineFault: `engine_not_permitted` where it does not.
        TypeError: something that was not masked.
    """
    if not isinstance(masked, Masked):
        raise TypeError("an engine takes a Masked and nothing else")
    if engine.destination not in masked.destinations or engine.name not in masked.engines:
        raise EngineFault(
            "This engine may not be used for content of this level.",
            code="engine_not_permitted",
            detail=f"judge {engine.name} at {engine.destination}",
        )
    return engine.judge(masked, claims, limits)


def ask_judge(asker: Asker, masked: Masked, claims: Sequence[Claim], limits: Limits) -> Judgement:
    """Ask a model for its verdicts; raises as `Asker.ask`."""
    judged = claims[:MOST_CLAIMS]
    cited = _cited(masked, judged)
    made = lay_out(cited, _ROOM, lists=[_lines(judged, [segment.id for segment in cited])])
    canary = f"K-{secrets.token_hex(6)}"
    run = prompt(JUDGE_RUN).text.format(nonce=made.nonce, mark=made.mark, canary=canary)
    system = (prompt(JUDGE).text, run)
    answered = asker.ask(
        Question(
            system=system,
            text=made.text,
            schema=verdicts_schema(),
            read=lambda text: parse_verdicts(text, len(judged)),
            leaked=lambda text: repeats(text, (canary, made.nonce), system, made.text),
        ),
        limits,
    )
    verdicts = {number: Verdict(said) for number, said in answered.said.items()}
    return Judgement(verdicts, answered.model, f"{prompt(JUDGE).label}/{prompt(JUDGE_RUN).label}")


def _cited(masked: Masked, claims: Sequence[Claim]) -> list[Segment]:
    ids = {cited for claim in claims for cited in claim.cites}
    return [segment for segment in masked.document.segments if segment.id in ids and segment.text.strip()]


def _lines(claims: Sequence[Claim], parts: Sequence[str]) -> list[str]:
    numbers = {part: number for number, part in enumerate(parts, 1)}
    lines = []
    for number, claim in enumerate(claims, 1):
        rests = ", ".join(f"[{numbers[cited]}]" for cited in claim.cites if cited in numbers)
        lines.append(f"claim {number}, rests on {rests or '[none]'}: {one_line(claim.text)[:_LONGEST_CLAIM]}")
    return lines
