"""`vouch people` and `vouch hold`: erase a person, what Atlassian was told of people, and keep what a case needs."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from plugin.cli.administration import tenant_of
from plugin.cli.console import Environ, opened, say
from plugin.governance.erasure import Erasure
from plugin.governance.holds import HoldKind, Holds
from plugin.governance.reporting import report_states
from plugin.store.secrets import SecretBox
from plugin.usage.repository import UsageLog

_TENANT = "id of the tenant (see `vouch tenants`); may be left out if there is one"


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    people = commands.add_parser("people", help="people whom the record refers to").add_subparsers(required=True)
    gone = people.add_parser("erase", help="erase a person; the record stays and leads to nobody")
    gone.add_argument("account_id")
    gone.set_defaults(run=erase)
    reports = people.add_parser("reports", help="when Atlassian was last told whose account ids are kept")
    reports.set_defaults(run=list_reports)
    hold = commands.add_parser("hold", help="legal holds: what must not be deleted").add_subparsers(required=True)
    placed = hold.add_parser("place", help="keep everything of a person, place or run")
    placed.add_argument("kind", choices=[kind.value for kind in HoldKind])
    placed.add_argument("value", help="a reference, a place such as jira:PAY, or the id of a run")
    placed.add_argument("--case", required=True, help="number or key of the case; it is recorded")
    placed.set_defaults(run=place)
    released = hold.add_parser("release", help="let the schedule take it again")
    released.add_argument("hold_id")
    released.set_defaults(run=release)
    listed = hold.add_parser("list", help="print the holds that stand")
    listed.set_defaults(run=list_holds)
    for parser in (gone, reports, placed, released, listed):
        parser.add_argument("--tenant", help=_TENANT)


def erase(options: argparse.Namespace, environ: Environ) -> int:
    """Erase a person of a tenant."""
    with opened(environ) as (settings, database):
        erasure = Erasure(database, UsageLog(SecretBox(settings.secret_keys)), Holds(database))
        tenant_id = tenant_of(options, settings, database)
        reference = erasure.erase(tenant_id, options.account_id, by="cli", why="asked")
    say(f"OK  erased; the record goes on holding the reference {reference}, which leads to nobody")
    return 0


def list_reports(options: argparse.Namespace, environ: Environ) -> int:
    """One line an installation; exit code 1 where a report is overdue."""
    now, late = datetime.now(UTC), False
    with opened(environ) as (settings, database):
        for state in report_states(database, tenant_of(options, settings, database)):
            late = late or state.overdue(now)
            last = f"last {state.last_at:%Y-%m-%d %H:%M} UTC" if state.last_at else "never yet"
            due = f"due {state.due_at:%Y-%m-%d %H:%M} UTC" if state.due_at else "due now"
            fault = f"  failed {state.failures} times: {state.last_error}" if state.failures else ""
            say(f"{state.product.value}  {last}, {state.accounts} accounts, {due}{fault}")
    return int(late)


def place(options: argparse.Namespace, environ: Environ) -> int:
    """Place a hold."""
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        hold = Holds(database).place(tenant_id, HoldKind(options.kind), options.value, case=options.case, by="cli")
    say(f"OK  hold {hold.id}")
    return 0


def release(options: argparse.Namespace, environ: Environ) -> int:
    """Release a hold."""
    with opened(environ) as (settings, database):
        Holds(database).release(tenant_of(options, settings, database), options.hold_id, by="cli")
    say("OK  released")
    return 0


def list_holds(options: argparse.Namespace, environ: Environ) -> int:
    """One line a hold."""
    with opened(environ) as (settings, database):
        for hold in Holds(database).standing(tenant_of(options, settings, database)):
            say(f"{hold.id}  {hold.kind.value}  {hold.value}  case {hold.case}  since {hold.placed_at:%Y-%m-%d}")
    return 0
