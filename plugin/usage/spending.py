"""What engines cost, as totals of a day by team, place, use case and engine; nothing says who asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from plugin.store.database import Database
from plugin.store.spending_tables import spending

EVERYTHING = "*"
"""The team whose rows hold everything; a person of two teams is in the totals of both, and here once."""

_MILLION = 1_000_000
_SUMS = ("runs", "calls", "estimated", "tokens_in", "tokens_out", "tokens_cached", "millionths")
BY = ("team", "place", "use_case", "engine")
"""What totals can be grouped by."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one engine cost in one run; `cost` is None where the catalogue has no prices for it."""

    engine: str
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    calls: int = 0
    estimated: int = 0
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Of:
    """What a cost belongs to: a tenant's place and use case, and the teams of who asked, as far as they are known."""

    tenant_id: str
    place: str
    use_case: str
    teams: frozenset[str] = frozenset()


def add(connection: Connection, of: Of, spent: Iterable[Spent], now: datetime) -> None:
    """Add what a run cost, in the transaction of its end."""
    make = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
    for each in spent:
        for team in (EVERYTHING, *sorted(of.teams)):
            row = {
                "tenant_id": of.tenant_id,
                "day": now.astimezone(UTC).date().isoformat(),
                "team": team,
                "place": of.place,
                "use_case": of.use_case,
                "engine": each.engine,
                "currency": each.currency if each.cost is not None else "",
                "runs": 1,
                "calls": each.calls,
                "estimated": each.estimated,
                "tokens_in": each.tokens_in,
                "tokens_out": each.tokens_out,
                "tokens_cached": each.tokens_cached,
                "millionths": round((each.cost or Decimal(0)) * _MILLION),
            }
            made = make(spending).values(**row)
            more = {name: spending.c[name] + made.excluded[name] for name in _SUMS}
            connection.execute(made.on_conflict_do_update(index_elements=spending.primary_key.columns, set_=more))


class Spending:
    """Reads the totals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def month(self, tenant_id: str, team: str, month: str, currency: str) -> Decimal:
        """Return what a team (`EVERYTHING`: all) has spent in a month (`2026-11`) in a currency."""
        query = select(func.coalesce(func.sum(spending.c.millionths), 0)).where(
            spending.c.tenant_id == tenant_id,
            spending.c.team == team,
            spending.c.day.startswith(month),
            spending.c.currency == currency,
        )
        with self._database.read() as connection:
            return Decimal(connection.execute(query).scalar_one()) / _MILLION

    def totals(self, tenant_id: str, month: str, by: str) -> list[dict[str, Any]]:
        """Return the totals of a month, grouped by one of `BY` and the currency, the dearest first.

        Each row has `name`, `currency`, the counts, and `cost` as a Decimal.
        """
        column = spending.c[by]
        of_teams = spending.c.team != EVERYTHING if by == "team" else spending.c.team == EVERYTHING
        sums = (func.sum(spending.c[name]).label(name) for name in _SUMS)
        query = (
            select(column.label("name"), spending.c.currency, *sums)
            .where(spending.c.tenant_id == tenant_id, spending.c.day.startswith(month), of_teams)
            .group_by(column, spending.c.currency)
            .order_by(func.sum(spending.c.millionths).desc(), column)
        )
        with self._database.read() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [{**row, "cost": Decimal(int(row.pop("millionths"))) / _MILLION} for row in rows]
