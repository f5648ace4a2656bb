"""What is left of the money that a policy gives a team, or everybody, for a month.

A budget limits engines that cost something; the embedded one never does. A month is a calendar month of UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from plugin.errors import EngineFault
from plugin.policy.document import PolicyDocument
from plugin.policy.limits import EVERYBODY, Budget
from plugin.policy.model import Subject
from plugin.usage.spending import EVERYTHING, Spending

WARN = Decimal("0.8")
"""The share of a budget from which on people are told."""

EXHAUSTED = "budget"
"""The reason of a fallback: the month's budget is used up."""


@dataclass(frozen=True, slots=True)
class BudgetState:
    """How a budget stands.

    Attributes:
        budget: what the policy says.
        spent: in its currency, this month.
        resets_at: the first moment of the next month.
    """

    budget: Budget
    spent: Decimal
    resets_at: datetime

    @property
    def share(self) -> Decimal:
        """What is spent of it; a budget of nothing is always spent."""
        return self.spent / self.budget.per_month if self.budget.per_month else Decimal(1)

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left."""
        return self.share >= 1

    @property
    def low(self) -> bool:
        """Whether people are told that it runs out."""
        return self.share >= WARN

    def serialise(self) -> dict[str, Any]:
        """Return the `budget` of a `Result` (openapi.yaml)."""
        return {
            "team": "" if self.budget.team == EVERYBODY else self.budget.team,
            "percent": int(self.share * 100),
            "resets_at": self.resets_at.isoformat(),
        }


class Budgets:
    """Knows what is left.

    Args:
        spending: the totals.
        policy_of: the policy in force of a tenant.
    """

    def __init__(self, spending: Spending, policy_of: Callable[[str], PolicyDocument]) -> None:
        self._spending = spending
        self._policy_of = policy_of

    def states(self, tenant_id: str, now: datetime) -> list[BudgetState]:
        """Return every budget of the policy, as it stands."""
        return [self._state(tenant_id, budget, now) for budget in self._policy_of(tenant_id).limits.budgets]

    def nearest(self, subject: Subject, now: datetime) -> BudgetState | None:
        """Return the budget that holds for this person and is nearest to its end; None where none holds.

        A team's holds for who is known to be in it.
        """
        teams = {EVERYBODY, *(subject.teams or ())}
        mine = [budget for budget in self._policy_of(subject.tenant_id).limits.budgets if budget.team in teams]
        states = [self._state(subject.tenant_id, budget, now) for budget in mine]
        return max(states, key=lambda state: state.share, default=None)

    def _state(self, tenant_id: str, budget: Budget, now: datetime) -> BudgetState:
        team = EVERYTHING if budget.team == EVERYBODY else budget.team
        now = now.astimezone(UTC)
        spent = self._spending.month(tenant_id, team, f"{now:%Y-%m}", budget.currency)
        return BudgetState(budget, spent, _next_month(now))


def used_up(state: BudgetState, now: datetime) -> EngineFault:
    """Return the fault of a run that no free engine may serve."""
    left = max((state.resets_at - now).total_seconds(), 0.0)
    return EngineFault(
        f"This month's budget for AI is used up. It begins anew on {state.resets_at:%Y-%m-%d}.",
        code="budget_exhausted",
        retry_after=left,
        details=[state.serialise()],
    )


def _next_month(now: datetime) -> datetime:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=now.year + now.month // 12, month=now.month % 12 + 1)
