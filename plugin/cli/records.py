"""`vouch usage`: export what was counted."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.cli.console import CommandFailed, Environ, opened, write_lines
from plugin.store.database import Database
from plugin.store.tables import tenants
from plugin.usage import export as usage_export


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    usage = commands.add_parser("usage", help="usage events").add_subparsers(required=True)
    events = usage.add_parser("export", help="write the usage events as NDJSON")
    events.add_argument("--tenant", help="id of one tenant (default: all)")
    events.add_argument("--since", help="day or time in ISO 8601, UTC")
    events.add_argument("--output", default="-", help="file, or - for standard output")
    events.set_defaults(run=export_usage)


def export_usage(options: argparse.Namespace, environ: Environ) -> int:
    """Write one line an event."""
    since = _moment(options.since) if options.since else None
    with opened(environ) as (_, database):
        _record(database, options.tenant, options.since or "")
        return write_lines(options.output, usage_export.lines(database, options.tenant, since))


def _record(database: Database, tenant_id: str | None, since: str) -> None:
    """Say in the record of each tenant that its events were taken away."""
    living = select(tenants.c.id).where(tenants.c.purged_at.is_(None))
    with database.begin() as connection:
        for each in connection.execute(living).scalars().all():
            if tenant_id in {None, each}:
                append(connection, each, AuditEvent.USAGE_EXPORTED, {"person": "cli", "since": since})


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        msg = "--since takes a day or time such as 2026-11-01"
        raise CommandFailed(msg) from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)
