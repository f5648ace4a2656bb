"""Totals of what engines cost: summed per day, by team, place, use case and engine; nothing says who asked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from plugin.assist.budgets import Budgets, BudgetState, used_up
from plugin.policy.document import PolicyDocument
from plugin.policy.limits import Budget, LimitRules
from plugin.policy.model import Subject
from plugin.store.database import Database
from plugin.store.tables import tenants
from plugin.usage.spending import Of, Spending, Spent, add

NOW = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
DEAR = Spent("azure-eu", 1000, 200, 100, 2, 1, Decimal("0.0125"), "EUR")
FREE = Spent("embedded", calls=1, cost=Decimal(0))


@pytest.fixture
def database(database: Database) -> Database:
    """A database with two tenants."""
    with database.begin() as connection:
        for name in ("t1", "t2"):
            connection.execute(tenants.insert().values(id=name, site="x", created_at=NOW))
    return database


def spend(database: Database, of: Of, *spent: Spent, at: datetime = NOW) -> None:
    """Add what one run cost."""
    with database.begin() as connection:
        add(connection, of, spent, at)


def test_totals(database: Database) -> None:
    """Rows of one day add up, other tenants and months stay apart, a currency is a row of its own."""
    pay = Of("t1", "jira:PAY", "summarise")
    spend(database, pay, DEAR, FREE)
    spend(database, pay, DEAR)
    spend(database, Of("t1", "jira:SHOP", "categorise"), DEAR)
    spend(database, Of("t2", "jira:PAY", "summarise"), DEAR)
    spend(database, pay, DEAR, at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
    spending = Spending(database)
    rows = {(row["name"], row["currency"]): row for row in spending.totals("t1", "2026-11", "engine")}
    assert rows["azure-eu", "EUR"]["cost"] == Decimal("0.0375")
    assert (rows["azure-eu", "EUR"]["runs"], rows["azure-eu", "EUR"]["tokens_in"]) == (3, 3000)
    assert (rows["azure-eu", "EUR"]["calls"], rows["azure-eu", "EUR"]["estimated"]) == (6, 3)
    assert rows["embedded", ""]["cost"] == 0
    assert spending.totals("t1", "2026-11", "place")[0]["name"] == "jira:PAY"
    assert spending.month("t1", "*", "2026-10", "EUR") == Decimal("0.0125")
    assert spending.month("t1", "*", "2026-11", "USD") == 0


def test_teams(database: Database) -> None:
    """A person of two teams is in the totals of both, and in the total of everything once."""
    spend(database, Of("t1", "jira:PAY", "summarise", frozenset({"ops", "desk"})), DEAR)
    spending = Spending(database)
    assert {row["name"] for row in spending.totals("t1", "2026-11", "team")} == {"ops", "desk"}
    assert spending.month("t1", "*", "2026-11", "EUR") == spending.month("t1", "ops", "2026-11", "EUR")


def budgets(database: Database, *said: Budget) -> Budgets:
    """What is left by a policy that says this."""
    return Budgets(Spending(database), lambda _: PolicyDocument(limits=LimitRules(budgets=said)))


def test_budgets(database: Database) -> None:
    """The budget nearest to its end holds; a team's only for who is in it; it begins anew with the month."""
    spend(database, Of("t1", "jira:PAY", "summarise", frozenset({"ops"})), DEAR)
    left = budgets(database, Budget("*", Decimal(10), "EUR"), Budget("ops", Decimal("0.015"), "EUR"))
    everybody = left.nearest(Subject("t1", "p"), NOW)
    assert everybody is not None
    assert not everybody.low
    mine = left.nearest(Subject("t1", "p", frozenset({"ops"})), NOW)
    assert mine is not None
    assert (mine.low, mine.exhausted, mine.serialise()["percent"], mine.budget.team) == (True, False, 83, "ops")
    assert mine.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert left.nearest(Subject("t2", "p"), NOW) is not None
    assert budgets(database).nearest(Subject("t1", "p"), NOW) is None
    assert [state.budget.team for state in left.states("t1", NOW)] == ["*", "ops"]


def test_teams_are_asked_for() -> None:
    """A team's budget makes membership worth asking for; everybody's does not."""
    said = (Budget("*", Decimal(10), "EUR"), Budget("ops", Decimal(1), "EUR"))
    assert PolicyDocument(limits=LimitRules(budgets=said)).asked_teams == {"ops"}
    assert PolicyDocument(limits=LimitRules(budgets=said[:1])).asked_teams == frozenset()


@pytest.mark.parametrize(("spent", "limits"), [("7.99", ()), ("8", ("low",)), ("10", ("low", "exhausted"))])
def test_limits(spent: str, limits: tuple[str, ...]) -> None:
    """A warning from 80 % on, a refusal from 100 % on that says when the budget begins anew."""
    december = datetime(2026, 12, 31, 12, tzinfo=UTC)
    state = BudgetState(Budget("*", Decimal(10), "EUR"), Decimal(spent), datetime(2027, 1, 1, tzinfo=UTC))
    assert tuple(name for name in ("low", "exhausted") if getattr(state, name)) == limits
    fault = used_up(state, december)
    assert (fault.code, fault.retry_after) == ("budget_exhausted", 12 * 3600)
    assert "2027-01-01" in fault.message


def test_a_budget_of_nothing() -> None:
    """Nothing is left of nothing."""
    assert BudgetState(Budget("*", Decimal(0), "EUR"), Decimal(0), NOW).exhausted
