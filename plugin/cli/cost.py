"""`vouch cost report`: what engines cost in a month, by team, place, use case and engine; nobody is named."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from plugin.assist.budgets import Budgets
from plugin.cli.administration import tenant_of
from plugin.cli.console import CommandFailed, Environ, opened, say
from plugin.governance.policies import Policies
from plugin.usage.spending import BY, Spending

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_HEAD = f"{'':<32}{'runs':>7}{'calls':>7}{'tokens in':>12}{'out':>10}{'cost':>16}"


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    kinds = commands.add_parser("cost", help="what engines cost").add_subparsers(required=True)
    parser = kinds.add_parser("report", help="totals of a month, and how the budgets stand")
    parser.add_argument("--tenant", help="id of the tenant (see `vouch tenants`); may be left out if there is one")
    parser.add_argument("--month", help="such as 2026-11 (default: this one, UTC)")
    parser.add_argument("--by", choices=BY, action="append", help="may be given several times (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=report)


def report(options: argparse.Namespace, environ: Environ) -> int:
    """Print the totals."""
    now = datetime.now(UTC)
    month = options.month or f"{now:%Y-%m}"
    if not _MONTH.fullmatch(month):
        msg = "--month takes a month such as 2026-11"
        raise CommandFailed(msg)
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        spending = Spending(database)
        totals = {by: spending.totals(tenant_id, month, by) for by in options.by or BY}
        states = Budgets(spending, Policies(database).current).states(tenant_id, now)
    budgets: list[dict[str, Any]] = [
        {
            "team": state.budget.team,
            "per_month": state.budget.per_month,
            "spent": state.spent,
            "currency": state.budget.currency,
            "percent": int(state.share * 100),
            "resets_at": state.resets_at.isoformat(),
        }
        for state in states
    ]
    if options.json:
        said = {"tenant": tenant_id, "month": month, "totals": totals, "budgets": budgets}
        say(json.dumps(said, indent=2, default=_number))
        return 0
    for by, rows in totals.items():
        _print(by, rows)
    for budget in budgets:
        team = "everybody" if budget["team"] == "*" else budget["team"]
        spent = f"{budget['spent']:.2f} of {budget['per_month']:.2f} {budget['currency']}"
        say(f"budget of {team}: {spent} ({budget['percent']} %), begins anew {budget['resets_at'][:10]}")
    return 0


def _print(by: str, rows: Iterable[dict[str, Any]]) -> None:
    say(f"by {by.replace('_', ' ')}")
    say(_HEAD)
    for row in rows:
        cost = f"{row['cost']:.4f} {row['currency']}" if row["currency"] else "-"
        marked = "~" if row["estimated"] else ""
        tokens = f"{marked}{row['tokens_in']:,}"
        say(f"  {row['name'][:29]:<30}{row['runs']:>7}{row['calls']:>7}{tokens:>12}{row['tokens_out']:>10,}{cost:>16}")
    say()


def _number(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
