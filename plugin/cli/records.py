"""`vouch audit` and `vouch usage`: read, export and verify what was recorded."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plugin.audit import export as audit_export
from plugin.audit.chain import Verdict
from plugin.audit.repository import records, tenant_ids, verify_tenant
from plugin.cli.administration import tenant_of
from plugin.cli.console import CommandFailed, Environ, lines_of, opened, say
from plugin.usage import export as usage_export


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    audit = commands.add_parser("audit", help="the record of every run").add_subparsers(required=True)
    verify = audit.add_parser("verify", help="check the chain of every tenant, or of an exported file")
    verify.add_argument("--file", help="an export (NDJSON), or - for standard input; needs no database")
    verify.set_defaults(run=verify_audit)
    out = audit.add_parser("export", help="write the record as NDJSON")
    out.add_argument("--tenant", help="id of the tenant; may be left out if there is one")
    out.add_argument("--output", default="-", help="file, or - for standard output")
    out.set_defaults(run=export_audit)
    one = audit.add_parser("run", help="print everything recorded of one run")
    one.add_argument("run_id")
    one.set_defaults(run=show_run)
    usage = commands.add_parser("usage", help="usage events").add_subparsers(required=True)
    events = usage.add_parser("export", help="write the usage events as NDJSON")
    events.add_argument("--tenant", help="id of one tenant (default: all)")
    events.add_argument("--since", help="day or time in ISO 8601, UTC")
    events.add_argument("--output", default="-", help="file, or - for standard output")
    events.set_defaults(run=export_usage)


def verify_audit(options: argparse.Namespace, environ: Environ) -> int:
    """Say of each chain whether it is whole; exit code 1 where one is not."""
    if options.file:
        return _tell(options.file, audit_export.verify_lines(lines_of(options.file)))
    with opened(environ) as (_, database):
        return max((_tell(tenant, verify_tenant(database, tenant)) for tenant in tenant_ids(database)), default=0)


def _tell(name: str, verdict: Verdict) -> int:
    erased = f", {verdict.erased} erased" if verdict.erased else ""
    if verdict.intact:
        say(f"OK  {name}: {verdict.records} records{erased}, the chain is whole")
        return 0
    say(f"BROKEN  {name}: at record {verdict.broken_at} ({verdict.reason})")
    return 1


def export_audit(options: argparse.Namespace, environ: Environ) -> int:
    """Write one line a record."""
    with opened(environ) as (settings, database):
        return _write(options.output, audit_export.lines(database, tenant_of(options, settings, database)))


def show_run(options: argparse.Namespace, environ: Environ) -> int:
    """Print the records that name a run."""
    found = False
    with opened(environ) as (_, database):
        for tenant in tenant_ids(database):
            for record in records(database, tenant):
                payload = json.loads(record.payload) if record.payload else {}
                if payload.get("run") == options.run_id:
                    found = True
                    whole = {**json.loads(record.header), "tenant": tenant, **payload}
                    say(json.dumps(whole, indent=2, ensure_ascii=False))
    if not found:
        msg = "no record names this run"
        raise CommandFailed(msg)
    return 0


def export_usage(options: argparse.Namespace, environ: Environ) -> int:
    """Write one line an event."""
    since = _moment(options.since) if options.since else None
    with opened(environ) as (_, database):
        return _write(options.output, usage_export.lines(database, options.tenant, since))


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        msg = "--since takes a day or time such as 2026-11-01"
        raise CommandFailed(msg) from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _write(path: str, lines: Iterable[str]) -> int:
    if path == "-":
        for line in lines:
            sys.stdout.write(line + "\n")
        return 0
    count = 0
    with Path(path).open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    say(f"OK  {count} lines in {path}")
    return 0
