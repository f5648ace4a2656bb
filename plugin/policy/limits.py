"""Limits: how long an item may be, how often a person may ask, and what a team may spend in a month.

A limit of a level also holds at every stricter one; of several the smallest holds. Pure: counting is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plugin.policy.model import Level, RunLimits

EVERYBODY = "*"
"""The team of a budget that holds for the whole organisation."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What the runs of a team (`EVERYBODY`: of all) may cost in a calendar month of UTC."""

    team: str
    per_month: Decimal
    currency: str  # ISO 4217, as the prices of the engines have it


@dataclass(frozen=True, slots=True)
class LimitRules:
    """What a policy says of limits."""

    everywhere: RunLimits = field(default_factory=RunLimits)
    levels: Mapping[Level, RunLimits] = field(default_factory=dict)
    budgets: tuple[Budget, ...] = ()

    def at(self, level: Level) -> RunLimits:
        """Return what holds at a level: what is said of everything, of the level and of every wider one together."""
        found = self.everywhere
        for named, limits in self.levels.items():
            found = found.joined(limits) if named <= level else found
        return found

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_limits` reads back; empty where nothing is said."""
        return {
            **limits_json(self.everywhere),
            **(
                {"levels": {level.code: limits_json(said) for level, said in self.levels.items()}}
                if self.levels
                else {}
            ),
            **({"budgets": [_budget_json(budget) for budget in self.budgets]} if self.budgets else {}),
        }


def parse_limits(data: Mapping[str, Any]) -> LimitRules:
    """Read the part `limits` of a document that the schema has passed."""
    return LimitRules(
        everywhere=run_limits(data),
        levels={Level.from_code(code): run_limits(said) for code, said in data.get("levels", {}).items()},
        budgets=tuple(
            Budget(said["team"], Decimal(str(said["per_month"])), said["currency"]) for said in data.get("budgets", ())
        ),
    )


def run_limits(data: Mapping[str, Any]) -> RunLimits:
    """Read the limits of one run."""
    return RunLimits(data.get("item_tokens"), data.get("runs_per_hour"))


def limits_json(limits: RunLimits) -> dict[str, int]:
    """Return what is said, and nothing of what is not."""
    said = {"item_tokens": limits.item_tokens, "runs_per_hour": limits.runs_per_hour}
    return {name: value for name, value in said.items() if value is not None}


def _budget_json(budget: Budget) -> dict[str, Any]:
    return {"team": budget.team, "per_month": float(budget.per_month), "currency": budget.currency}
