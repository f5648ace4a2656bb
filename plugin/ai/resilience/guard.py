"""The port with its breakers and places: what everybody above calls instead of the engine itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from plugin.ai.judging import Claim, Judge, Judgement, judge
from plugin.ai.port import Draft, Engine, Limits, Task, complete
from plugin.ai.resilience.breaker import Breakers
from plugin.ai.resilience.places import Places
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination

T = TypeVar("T")

_MOST = 4


@dataclass(frozen=True, slots=True)
class Guard:
    """Asks engines on behalf of tenants; an engine never learns for whom.

    Attributes:
        concurrency: places by engine, where it is not four.
        breakers, places: for tests.
    """

    concurrency: Mapping[str, int] = field(default_factory=dict)
    breakers: Breakers = field(default_factory=Breakers)
    places: Places = field(default_factory=Places)

    def complete(self, tenant_id: str, engine: Engine, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Let the engine answer, if the policy permits it, its breaker is closed and a place is free.

        Raises:
            Cancelled: the person stopped the run.
            EngineFault: as the engine says; `engine_not_permitted`, `engine_unreachable` or `engine_busy` before it is
                asked.
        """
        if engine.destination is Destination.IN_PROCESS:  # nothing is sent, and nobody else can be away
            return complete(engine, masked, task, limits)
        return self._guarded(tenant_id, engine.name, limits, lambda within: complete(engine, masked, task, within))

    def judge(
        self, tenant_id: str, engine: Judge, masked: Masked, claims: Sequence[Claim], limits: Limits
    ) -> Judgement:
        """Let an engine judge, on the same terms; raises the same."""
        return self._guarded(tenant_id, engine.name, limits, lambda within: judge(engine, masked, claims, within))

    def _guarded(self, tenant_id: str, name: str, limits: Limits, asked: Callable[[Limits], T]) -> T:
        key = (tenant_id, name)
        most = self.concurrency.get(name, _MOST)
        with self.places.place(key, most, cancelled=limits.cancelled):
            self.breakers.enter(key)
            told = False
            try:
                answer = asked(replace(limits, beside=lambda: self.places.another(key, most)))
                self.breakers.leave(key, None)
                told = True
            except EngineFault as fault:
                self.breakers.leave(key, fault)
                told = True
                raise
            finally:
                if not told:
                    self.breakers.give_up(key)
            return answer
