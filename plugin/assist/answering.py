"""From masked text to checked sentences, by the engine that was chosen or, where that fails, by the embedded one.

The embedded engine steps in when the other one failed, or when too much of what it said did not hold; only where the
policy permits it for this content, and the result says so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from plugin.ai.catalogue import Entry
from plugin.ai.metering import Meter
from plugin.ai.port import Draft, Engine, Limits, Task
from plugin.ai.prompted import PromptedEngine
from plugin.ai.resilience.guard import Guard
from plugin.assist.budgets import EXHAUSTED, Budgets, BudgetState, used_up
from plugin.assist.judging import Judged, claims_of, judged
from plugin.assist.keyed import E, KeyedEngines
from plugin.assist.leakage import without_leaks
from plugin.assist.long.ratios import TokenRatios
from plugin.assist.verify import Checked, verify
from plugin.errors import EngineFault
from plugin.masking.model import Masked, Vault
from plugin.policy.model import Allowed, Destination, Subject
from plugin.usage.spending import Spent

EMBEDDED = "embedded"
UNFAITHFUL = "unfaithful"
"""The reason of a fallback: more than `MOST_REMOVED` of an answer did not hold."""

EMPTY = "empty"
"""The reason of a fallback: the engine said nothing of an item that has something to say."""

MOST_REMOVED = 0.3
_LEAST_FOR_JUDGE, _MOST_FOR_JUDGE = 2.0, 20.0  # seconds
_RESERVE_SECONDS = 3.0  # for the embedded engine, of a run's time


@dataclass(slots=True)
class Answering:
    """How the answer of a run came about; what is known so far goes into the record however the run ends.

    Attributes:
        draft, checked: of the engine whose sentences are shown.
        fallback_from, reason: the engine that was asked first and why it is not shown; empty where there was none.
        set_aside: what its draft cost and lost, where it gave one.
        suspicious: parts of the item that look like instructions to an engine, by what they look like.
        subject: who asks; whose budgets hold.
        budget: where it runs out or has run out.
        spent: what every engine cost that was asked, whatever became of it.
        judged: what a second engine took away; None where none is set up or nothing was written.
    """

    draft: Draft | None = None
    checked: Checked | None = None
    fallback_from: str = ""
    reason: str = ""
    set_aside: dict[str, Any] = field(default_factory=dict)
    suspicious: Mapping[str, int] = field(default_factory=dict)
    subject: Subject | None = None
    budget: BudgetState | None = None
    spent: list[Spent] = field(default_factory=list)
    judged: Judged | None = None

    @property
    def provenance(self) -> dict[str, str]:
        """What the result says of it."""
        return {"fallback_from": self.fallback_from, "fallback_reason": self.reason}

    @property
    def record(self) -> dict[str, Any]:
        """What the audit record says of it."""
        record: dict[str, Any] = {}
        if self.draft:
            usage = self.draft.usage
            record |= {
                "engine": self.draft.engine,
                "engine_version": self.draft.engine_version,
                "prompt_version": self.draft.prompt_version,
                "tokens": {"in": usage.tokens_in, "out": usage.tokens_out, "cached": usage.tokens_cached},
            }
            if self.draft.effort.calls or self.draft.effort.reused:
                record["parts"] = {"read": self.draft.effort.calls, "kept": self.draft.effort.reused}
        if self.suspicious:
            record["suspicious"] = dict(self.suspicious)
        if self.judged:
            record["judge"] = self.judged.serialise()
        if self.spent:
            record["spent"] = [_spent_json(each) for each in self.spent]
        if self.fallback_from:
            record["fallback"] = {"from": self.fallback_from, "reason": self.reason, **self.set_aside}
        return record


class Answers:
    """Asks engines and checks what they say."""

    def __init__(
        self,
        engines: Mapping[str, Engine],
        guard: Guard | None = None,
        ratios: TokenRatios | None = None,
        *,
        tariffs: Mapping[str, Entry] | None = None,
        budgets: Budgets | None = None,
        keyed: KeyedEngines | None = None,
    ) -> None:
        self._keyed = keyed
        self._tariffs = tariffs or {}
        self._budgets = budgets
        self._engines = engines
        self._guard = guard or Guard()
        self._ratios = ratios
        self.breakers = self._guard.breakers

    def choose(self, allowed: Allowed, wish: str) -> Engine:
        """Return the engine that was wished for, else the first that the policy names and that can do it.

        Raises:
            EngineFault: `engine_not_permitted`: there is none.
        """
        for name in [wish] if wish else allowed.engines:
            engine = self._engines.get(name)
            able = engine is not None and allowed.ask.use_case in engine.use_cases
            if engine and able and name in allowed.engines and engine.destination in allowed.destinations:
                return engine
        raise EngineFault("No engine may be used for content of this level.", code="engine_not_permitted")

    def answer(
        self,
        tenant_id: str,
        engine: Engine,
        masked: Masked,
        vault: Vault,
        task: Task,
        limits: Limits,
        answering: Answering,
    ) -> tuple[Draft, Checked]:
        """Return a draft and what of it holds; `answering` is filled on the way.

        Raises:
            Cancelled: the person stopped the run.
            EngineFault: the engine failed, and the embedded one may not be used.
        """
        spare = self._spare(engine, masked)
        allotted = limits.deadline_seconds - (_RESERVE_SECONDS if spare else 0.0)
        within = replace(limits, deadline_seconds=max(allotted, limits.deadline_seconds / 2))

        def answered(by: Engine, within: Limits) -> tuple[Draft, Checked]:
            meter, start = Meter(), time.monotonic()
            try:
                draft = answering.draft = self._complete(tenant_id, by, masked, task, replace(within, spent=meter.add))
            finally:
                answering.spent += self._costs(by, meter)
            verified = verify(draft, masked, task.choices, audience=task.audience, language=task.language)
            checked = without_leaks(verified, masked, vault)
            left = within.deadline_seconds - (time.monotonic() - start)
            checked = answering.checked = self._judged(tenant_id, draft, checked, masked, left, within, answering)
            return draft, checked

        answering.budget = self._budget(engine, answering.subject)
        if answering.budget and answering.budget.exhausted:
            if spare is None:
                raise used_up(answering.budget, datetime.now(UTC))
            answering.fallback_from, answering.reason = engine.name, EXHAUSTED
            return answered(spare, limits)
        try:
            draft, checked = answered(engine, within)
        except EngineFault as fault:
            if spare is None:
                raise
            answering.fallback_from, answering.reason = engine.name, fault.code
        else:
            reason = _unusable(draft, checked)
            if spare is None or not reason:
                return draft, checked
            answering.fallback_from, answering.reason = engine.name, reason
            answering.set_aside = {**answering.record["tokens"], "removed": checked.removed}
        return answered(spare, replace(limits, deadline_seconds=2 * _RESERVE_SECONDS))

    def _complete(self, tenant_id: str, engine: Engine, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Ask with the ratio of tokens that this tenant has had with the engine, and learn from what it reports."""
        if self._ratios is None or engine.destination is Destination.IN_PROCESS:
            return self._guard.complete(tenant_id, self._of_tenant(tenant_id, engine), masked, task, limits)
        limits = replace(limits, factor=self._ratios.of(tenant_id, engine.name))
        draft = self._guard.complete(tenant_id, self._of_tenant(tenant_id, engine), masked, task, limits)
        self._ratios.learn(tenant_id, engine.name, estimated=draft.effort.estimated, reported=draft.usage.tokens_in)
        return draft

    def _judged(
        self,
        tenant_id: str,
        draft: Draft,
        checked: Checked,
        masked: Masked,
        seconds: float,
        limits: Limits,
        answering: Answering,
    ) -> Checked:
        """What is left after the engine that the catalogue names as judge; one that fails takes nothing away."""
        tariff = self._tariffs.get(draft.engine)
        judge = self._engines.get(tariff.judge) if tariff and tariff.judge else None
        claims = claims_of(checked)
        if judge is None or not isinstance(judge, PromptedEngine) or not claims:
            return checked
        if seconds < _LEAST_FOR_JUDGE:
            answering.judged = Judged(judge.name, fault="engine_timeout")
            return checked
        meter = Meter()
        within = replace(limits, deadline_seconds=min(seconds, _MOST_FOR_JUDGE), spent=meter.add)
        try:
            asked = self._of_tenant(tenant_id, judge)
            judgement = self._guard.judge(tenant_id, asked, masked, claims, within)
        except EngineFault as fault:
            answering.judged = Judged(judge.name, fault=fault.code)
            return checked
        finally:
            answering.spent += self._costs(judge, meter)
        left = judged(checked, judgement)
        answering.judged = Judged.of(judge.name, judgement, claims, left)
        return left

    def _of_tenant(self, tenant_id: str, engine: E) -> E:
        """The engine with the tenant's own key, where it brought one."""
        return self._keyed.of(tenant_id, engine) if self._keyed else engine

    def _budget(self, engine: Engine, subject: Subject | None) -> BudgetState | None:
        """The budget that a run of this engine would be paid from, where it runs out; what costs nothing needs none."""
        tariff = self._tariffs.get(engine.name)
        if self._budgets is None or subject is None or tariff is None or tariff.prices is None:
            return None
        state = self._budgets.nearest(subject, datetime.now(UTC))
        return state if state and state.low else None

    def _costs(self, engine: Engine, meter: Meter) -> list[Spent]:
        """What an engine's calls cost; an answer of the embedded one is a call that costs nothing."""
        if engine.destination is Destination.IN_PROCESS and not meter.calls:
            return [Spent(engine.name, calls=1, cost=Decimal(0))]
        if not meter.calls:
            return []
        tariff, usage = self._tariffs.get(engine.name), meter.usage
        cost = tariff.cost(usage) if tariff else None
        currency = tariff.prices.currency if tariff and tariff.prices else ""
        tokens = (usage.tokens_in, usage.tokens_out, usage.tokens_cached)
        return [Spent(engine.name, *tokens, meter.calls, meter.estimated, cost, currency)]

    def _spare(self, engine: Engine, masked: Masked) -> Engine | None:
        """The embedded engine, where another one is used and the policy permits it too."""
        permitted = EMBEDDED in masked.engines and Destination.IN_PROCESS in masked.destinations
        return self._engines.get(EMBEDDED) if engine.name != EMBEDDED and permitted else None


def _spent_json(spent: Spent) -> dict[str, Any]:
    tokens = {"in": spent.tokens_in, "out": spent.tokens_out, "cached": spent.tokens_cached}
    cost = {} if spent.cost is None else {"cost": str(spent.cost), "currency": spent.currency}
    return {"engine": spent.engine, **tokens, "calls": spent.calls, "estimated": spent.estimated, **cost}


def _unusable(draft: Draft, checked: Checked) -> str:
    """Why an answer is not shown; empty where it is."""
    if checked.removed_share > MOST_REMOVED:
        return UNFAITHFUL
    silent = draft.generated and not checked.written and not draft.suggestions
    return EMPTY if silent and not draft.too_little else ""
