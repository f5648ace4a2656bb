"""Try a policy that is not in force yet on our own sample: decided, masked and answered as a run would be.

Nothing is stored, and no text but the sample can be sent this way.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from connectors.host.model import Item, Place
from plugin.ai.port import Limits, Task
from plugin.assist.answering import Answering, Answers
from plugin.assist.proposal import propose
from plugin.assist.use_cases import offered
from plugin.governance.policies import Policies, PolicyRefused, checked
from plugin.governance.setup.sample import ITEM, PLACE, sample
from plugin.identity.caller import Caller
from plugin.masking.mask import mask
from plugin.policy.card import Card, card
from plugin.policy.decide import decide
from plugin.policy.document import PlaceRule, PolicyDocument, PolicyInvalid
from plugin.policy.model import Allowed, Ask, Level, Subject, UseCase

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the sample.

    Attributes:
        text: the sample as it was written, one line a part.
        decision: `allowed`, `refused` or `held`, by which rule, and why where it was refused.
        masked: the same as the engine saw it; empty where nobody saw it.
        result: sections, citations and receipt; None where there is none.
        engine: which one answered; `instead_of` where another one was asked first.
    """

    text: tuple[str, ...]
    decision: Mapping[str, str]
    masked: tuple[str, ...] = ()
    result: Mapping[str, Any] | None = None
    engine: str = ""
    instead_of: str = ""
    milliseconds: int = 0


class Trial:
    """Tries the sample."""

    def __init__(self, policies: Policies, answers: Answers) -> None:
        self._policies = policies
        self._answers = answers

    def run(self, caller: Caller, document: object, level: Level, language: str) -> Tried:
        """Try a document at a level.

        Raises:
            PolicyRefused: the document is not a policy.
            EngineFault: the engine failed, and the embedded one may not step in.
        """
        place = {f"{PLACE.product.value}:{PLACE.key}": PlaceRule(level)}
        policy = replace(self._ready(caller, document), places=place)
        found = sample(language)
        text = tuple(segment.text for segment in found.segments)
        decision = decide(policy, Subject(caller.tenant_id, caller.person), Ask(UseCase.SUMMARISE, ITEM, PLACE))
        if not isinstance(decision, Allowed):
            reason = getattr(decision, "reason", "needs_review")
            outcome = "held" if reason == "needs_review" else "refused"
            return Tried(text, {"outcome": outcome, "rule": decision.rule, "reason": reason})
        masked, vault = mask(found, decision)
        begin, answering = time.perf_counter(), Answering()
        _, checked_draft = self._answers.answer(
            caller.tenant_id,
            self._answers.choose(decision, ""),
            masked,
            vault,
            Task(UseCase.SUMMARISE.value, language=language),
            Limits(deadline_seconds=_SECONDS),
            answering,
        )
        return Tried(
            text,
            {"outcome": "allowed", "rule": decision.rule, "reason": decision.effect.value},
            tuple(segment.text for segment in masked.document.segments),
            propose(checked_draft, found, masked, vault),
            answering.draft.engine if answering.draft else "",
            answering.fallback_from,
            round((time.perf_counter() - begin) * 1000),
        )

    def card(self, caller: Caller, document: object, place: Place) -> Card:
        """Return the card that people in a place would read.

        Raises:
            PolicyRefused: the document is not a policy.
        """
        policy, subject = self._ready(caller, document), Subject(caller.tenant_id, caller.person)
        item = Item(place.product, "1")
        asked = {
            use_case: {
                audience: decide(policy, subject, Ask(use_case, item, place, audience)) for audience in audiences
            }
            for use_case, audiences in offered(place.product).items()
        }
        return card(policy, subject, place, asked)

    def _ready(self, caller: Caller, document: object) -> PolicyDocument:
        """An untrusted document as a policy, with what is stopped and known now."""
        try:
            parsed = checked(document)
        except PolicyInvalid as invalid:
            raise PolicyRefused(invalid.problems) from None
        now = self._policies.current(caller.tenant_id)
        parsed = replace(parsed, version=now.version + 1)
        return parsed.joined(stops=now.stops, facts=self._policies.facts, at=datetime.now(UTC))
