"""`vouch engines`: where each engine sends text, what is known of it, who may use it; and keys that tenants bring."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from plugin.ai import catalogue
from plugin.ai.catalogue import Entry
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.audit.events import AuditEvent
from plugin.cli.administration import tenant_of
from plugin.cli.console import CommandFailed, Environ, opened, say
from plugin.governance.engine_keys import EngineKeys
from plugin.governance.policies import Policies
from plugin.policy.document import PolicyDocument
from plugin.policy.model import Destination, Level
from plugin.policy.reach import engines_at
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import audit_index, audit_records

_LATEST = 500  # records of runs that are looked at for faults


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    parser = commands.add_parser("engines", help="list the engines: where data goes, what is known, who may use them")
    _tenant(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=list_engines)
    keys = parser.add_subparsers(metavar="KEYS")
    for name, run, text in (
        ("set-key", set_key, "keep or renew a tenant's key, read from standard input"),
        ("remove-key", remove_key, "forget a tenant's key"),
        ("keys", list_keys, "list which keys a tenant brought; none is shown"),
    ):
        one = keys.add_parser(name, help=text)
        if name != "keys":
            one.add_argument("engine", help="an engine of VOUCH_ENGINES")
        _tenant(one)
        one.set_defaults(run=run)


def list_engines(options: argparse.Namespace, environ: Environ) -> int:
    """Print the engines."""
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        rows = _rows(settings, database, tenant_id)
    if options.json:
        say(json.dumps(rows, indent=2))
        return 0
    for row in rows:
        say(f"{row['name']}  {row['provider']}  {row['model']}")
        for name in ("data goes to", "retention", "training", "prices", "levels", "last fault"):
            say(f"    {name:<13} {row[name]}")
    return 0


def set_key(options: argparse.Namespace, environ: Environ) -> int:
    """Keep a key."""
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        _entry(settings, options.engine)
        key = (getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
        renewed = EngineKeys(database, SecretBox(settings.secret_keys)).set(tenant_id, options.engine, key, by="cli")
    say(f"OK  {'renewed' if renewed else 'set'}; runs of this tenant use it from now on")
    return 0


def remove_key(options: argparse.Namespace, environ: Environ) -> int:
    """Forget a key."""
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        there = EngineKeys(database, SecretBox(settings.secret_keys)).remove(tenant_id, options.engine, by="cli")
    if not there:
        msg = f"this tenant has no key of its own for {options.engine}"
        raise CommandFailed(msg)
    say("OK  removed; the installation's key holds, where it has one")
    return 0


def list_keys(options: argparse.Namespace, environ: Environ) -> int:
    """List which keys there are."""
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        for key in EngineKeys(database, SecretBox(settings.secret_keys)).listed(tenant_id):
            say(f"{key.engine}  set {key.set_at:%Y-%m-%d %H:%M} by {key.set_by}")
    return 0


def _tenant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", help="id of the tenant (see `vouch tenants`); may be left out if there is one")


def _entry(settings: Settings, name: str) -> Entry:
    entries = {entry.name: entry for entry in catalogue.load(settings.engines_file, settings.engine_keys)}
    if name not in entries:
        msg = f"there is no engine {name} in the file of VOUCH_ENGINES"
        raise CommandFailed(msg)
    if entries[name].provider == "bedrock":
        msg = "Bedrock takes AWS's own credentials, not a key"
        raise CommandFailed(msg)
    return entries[name]


def _rows(settings: Settings, database: Database, tenant_id: str) -> list[dict[str, Any]]:
    entries = catalogue.load(settings.engines_file, settings.engine_keys)
    policy = Policies(database).current(tenant_id)
    to = {EmbeddedEngine.name: Destination.IN_PROCESS, **{entry.name: entry.destination for entry in entries}}
    levels = _levels(policy, to)
    faults = dict(_faults(database, tenant_id))
    embedded = {
        "name": EmbeddedEngine.name,
        "provider": "Vouch",
        "model": EmbeddedEngine().version,
        "data goes to": "nobody: it stays in this process",
        "retention": "none",
        "training": "no",
        "prices": "free",
    }
    rows = [embedded, *(_described(entry) for entry in entries)]
    return [
        {**row, "levels": ", ".join(levels[row["name"]]) or "none", "last fault": faults.get(row["name"], "none")}
        for row in rows
    ]


def _described(entry: Entry) -> dict[str, str]:
    (said,) = catalogue.listed([entry])
    region = f", {entry.region}" if entry.region else ", region not said"
    days, trains = entry.retention_days, entry.trains
    prices = entry.prices
    return {
        "name": entry.name,
        "provider": entry.provider,
        "model": entry.model,
        "data goes to": f"{said['address']} ({entry.destination.value.replace('_', ' ')}{region})",
        "retention": "not said" if days is None else f"{days} days",
        "training": "not said" if trains is None else "yes" if trains else "no",
        "prices": f"{prices.input}/{prices.output} {prices.currency} a million tokens in/out, as of {prices.as_of}"
        if prices
        else "not said",
    }


def _levels(policy: PolicyDocument, to: dict[str, Destination]) -> dict[str, list[str]]:
    permitted = {level: engines_at(policy, level, to) for level in Level}
    return {name: [level.code for level in Level if name in permitted[level]] for name in to}


def _faults(database: Database, tenant_id: str) -> Iterator[tuple[str, str]]:
    """The newest fault of each engine among the latest runs, the oldest first so that the newest holds."""
    i, t = audit_index, audit_records
    query = (
        select(t.c.payload, i.c.at)
        .join(i, (i.c.tenant_id == t.c.tenant_id) & (i.c.seq == t.c.seq))
        .where(i.c.tenant_id == tenant_id, i.c.event == AuditEvent.RUN_ENDED.number)
        .order_by(i.c.seq.desc())
        .limit(_LATEST)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    for row in reversed(rows):
        said = json.loads(row.payload) if row.payload else {}
        fallback, error = said.get("fallback", {}), said.get("error", "")
        if fallback:
            yield fallback["from"], f"{fallback['reason']} at {row.at:%Y-%m-%d %H:%M}"
        elif error.startswith("engine_") and said.get("spent"):
            yield said["spent"][0]["engine"], f"{error} at {row.at:%Y-%m-%d %H:%M}"
