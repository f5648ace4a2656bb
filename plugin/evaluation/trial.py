"""One answer of an engine over a document, on the part of the road that decides what is shown.

    decide -> mask -> complete -> verify -> leaks -> unmask

The same functions as in `plugin.assist.road`, without a host, a store or a person: nothing can be written from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.host.choices import Choices
from connectors.host.model import Document
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Choice, Draft, Engine, Limits, Task
from plugin.assist.answering import EMBEDDED, Answering, Answers
from plugin.assist.proposal import propose
from plugin.assist.verify import Checked
from plugin.errors import VouchError
from plugin.masking.mask import mask
from plugin.masking.model import Masked
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Destination, Subject, UseCase
from plugin.policy.stops import names_of

SECONDS = 60.0
"""For one answer."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one answer.

    Attributes:
        masked: what the engine was given.
        draft: what the engine said, unverified; None where it failed.
        checked: what of the shown answer held.
        result: what a person would see; None where nothing could be shown.
        fault: the code of the engine's fault; empty where there was none.
        fallback: why the embedded engine's answer is shown instead; empty where it is not.
    """

    masked: Masked
    draft: Draft | None = None
    checked: Checked | None = None
    result: dict[str, Any] | None = None
    fault: str = ""
    fallback: str = ""

    @property
    def generated(self) -> bool:
        """Whether what is shown is a model's own words; the embedded engine's are pieces of the item."""
        return self.draft is not None and not self.fallback and self.draft.generated


class _Kept:
    """An engine that keeps what it said before the gates looked at it."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.version = engine.version
        self.destination = engine.destination
        self.use_cases = engine.use_cases
        self.draft: Draft | None = None
        self._engine = engine

    def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
        self.draft = self._engine.complete(masked, task, limits)
        return self.draft


class Trials:
    """Tries one engine; the embedded one stands in for it as it does for people, unless it is told not to."""

    def __init__(self, engine: Engine, *, spare: bool = True, seconds: float = SECONDS) -> None:
        self.engine = engine
        self._spare = EmbeddedEngine() if spare and engine.name != EMBEDDED else None
        self._seconds = seconds

    def answer(self, document: Document, task: Task, choices: Sequence[Choices] = ()) -> Tried:
        """Return what a person would see of the engine's answer; masked as the strictest profile masks."""
        masked, vault = mask(document, self._allowed(document, task))
        offered = tuple(
            Choice(each.field, each.values, frozenset(value.id for value in each.current), limit=5) for each in choices
        )
        asked = Task(task.use_case, task.audience, task.length, task.language, offered)
        kept = _Kept(self.engine)
        engines: dict[str, Engine] = {kept.name: kept}
        if self._spare:
            engines[EMBEDDED] = self._spare
        answering = Answering()
        limits = Limits(deadline_seconds=self._seconds)
        try:
            _, checked = Answers(engines).answer("evaluation", kept, masked, vault, asked, limits, answering)
        except VouchError as fault:
            return Tried(masked, kept.draft, fault=fault.code)
        result = propose(checked, document, masked, vault, tuple(choices) if choices else None)
        failed = answering.reason if answering.reason.startswith("engine_") else ""
        return Tried(masked, kept.draft, checked, result, failed, answering.reason)

    def _allowed(self, document: Document, task: Task) -> Allowed:
        place = min(names_of(document.place))
        rule = {
            "id": "R-1",
            "level": "public",
            "use_case": "*",
            "audience": "*",
            "effect": "mask",
            "engines": list(dict.fromkeys([self.engine.name, EMBEDDED])),
            "destinations": sorted({self.engine.destination.value, Destination.IN_PROCESS.value}),
        }
        policy = parse({"places": {place: {"level": "public"}}, "rules": [rule]})
        ask = Ask(UseCase(task.use_case), document.item, document.place, task.audience)
        decision = decide(policy, Subject("evaluation", "evaluation"), ask)
        if not isinstance(decision, Allowed):  # the policy above says yes
            raise TypeError(type(decision).__name__)
        return decision
