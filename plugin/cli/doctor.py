"""`vouch doctor`: what works and what to do about the rest, a line each."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

import requests
from sqlalchemy.exc import SQLAlchemyError

from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.cli import doctor_engines, doctor_reach
from plugin.cli.console import Environ, say
from plugin.cli.to_do import Check
from plugin.cli.to_do import ToDo as _ToDo
from plugin.errors import VouchError
from plugin.gateway.gateway import Gateway
from plugin.governance.canary import Canary
from plugin.governance.policies import Policies
from plugin.identity.repository import Installations
from plugin.masking import patterns
from plugin.masking.detectors import recogniser
from plugin.settings import Settings
from plugin.store import migrate
from plugin.store.database import Database
from plugin.store.secrets import SecretBox

_TIMEOUT = (3.05, 5)
_CLOCK_SECONDS = 10


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    parser = commands.add_parser("doctor", help="check settings, keys, database, clock, engine, network, Forge app")
    parser.add_argument("--app", type=Path, metavar="FOLDER", help="where `vouch forge package` wrote the Forge app")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Environ) -> int:
    """Check everything; exit code 1 where something is to be done."""
    try:
        settings = Settings.from_env(environ)
    except VouchError as fault:
        say(f"TO DO  settings: {fault.message}")
        return 1
    say(f"OK     settings: {settings.environment.value}, reached at {settings.public_url}")
    app: Check = partial(doctor_reach.forge_app, folder=options.app)
    found = [_tell(name, check, settings) for name, check in (*_CHECKS, ("Forge app", app))]
    return 0 if all(found) else 1


def _tell(name: str, check: Check, settings: Settings) -> bool:
    try:
        words = check(settings)
    except _ToDo as to_do:
        say(f"TO DO  {name}: {to_do}")
        return False
    say(f"OK     {name}: {words}")
    return True


def _database(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        if migrate.pending(database):
            msg = "not at this version's schema. Run `vouch init`."
            raise _ToDo(msg)
    except (SQLAlchemyError, OSError) as fault:
        msg = f"cannot be opened ({type(fault).__name__}). Check VOUCH_DATABASE_URL and VOUCH_DATA_DIR."
        raise _ToDo(msg) from fault
    finally:
        database.close()
    return "SQLite" if database.sqlite else "PostgreSQL"


def _keys(settings: Settings) -> str:
    """The stored secrets must open with the keys that are configured."""
    box = SecretBox(settings.secret_keys)
    database = Database(settings.database_url)
    try:
        store = Installations(database, box)
        rows = [row for row in store.tenants() if row["state"] == "installed"]
        store.all_installed()
    except SQLAlchemyError as fault:
        msg = "cannot be tried before the database works."
        raise _ToDo(msg) from fault
    except VouchError as fault:
        msg = "none of the keys opens a stored secret. Put the lost key back into VOUCH_SECRET_KEYS."
        raise _ToDo(msg) from fault
    finally:
        database.close()
    return f"{len(settings.secret_keys)} in use, {len(rows)} registrations open with them"


def _host(settings: Settings) -> requests.Response:
    try:
        return requests.head(f"{settings.install_keys_url}/", timeout=_TIMEOUT, allow_redirects=False)
    except requests.RequestException as fault:
        msg = f"{settings.install_keys_url} does not answer. Let this machine reach it (https, port 443)."
        raise _ToDo(msg) from fault


def _network(settings: Settings) -> str:
    _host(settings)
    return f"{settings.install_keys_url} answers"


def _clock(settings: Settings) -> str:
    """Tokens live for seconds: a wrong clock refuses everybody."""
    try:
        there = parsedate_to_datetime(_host(settings).headers.get("Date", ""))
    except (_ToDo, ValueError) as fault:
        msg = "cannot be compared, the install-key host does not answer. Check that the time is synchronised."
        raise _ToDo(msg) from fault
    off = abs((datetime.now(UTC) - there).total_seconds())
    if off > _CLOCK_SECONDS:
        msg = f"{off:.0f} s off. Synchronise the time of this machine (NTP)."
        raise _ToDo(msg)
    return f"within {_CLOCK_SECONDS} s"


def _engine(settings: Settings) -> str:
    del settings
    try:
        engine = EmbeddedEngine()
    except (OSError, ValueError, KeyError) as fault:
        msg = f"does not load ({type(fault).__name__}). Install Vouch again."
        raise _ToDo(msg) from fault
    return f"{engine.name} {engine.version}"


def _self_check(settings: Settings) -> str:
    """What the canary said last of every site."""
    database = Database(settings.database_url)
    try:
        policies, sites = Policies(database), Installations(database, SecretBox(settings.secret_keys)).tenants()
        installed = sorted({row["id"] for row in sites if row["state"] == "installed"})
        canary = Canary(
            database, tenants=lambda: installed, policy=policies.current, admit=Gateway(policies.current, {}).admit
        )
        failing = canary.failing()
    except SQLAlchemyError as fault:
        msg = "cannot be read before the database works."
        raise _ToDo(msg) from fault
    finally:
        database.close()
    if failing:
        sites_said = ", ".join(f"{tenant} ({probe})" for tenant, probe in failing.items())
        msg = f"failed: {sites_said}. No new run starts there. Look for canary_probe_broke in the logs."
        raise _ToDo(msg)
    return f"no failure at {len(installed)} sites"


def _masking(settings: Settings) -> str:
    """What is optional is said, not demanded; patterns need their engine, and runs with one fail without it."""
    del settings
    if not patterns.available():
        msg = "google-re2 is not installed: administrators' patterns are refused. Install Vouch again."
        raise _ToDo(msg)
    names = f"the recogniser {recogniser.MODEL}" if recogniser.installed() else "no recogniser (extra `ner`)"
    return f"patterns by google-re2; names of people in the item, and {names}"


_CHECKS: tuple[tuple[str, Check], ...] = (
    ("database", _database),
    ("keys", _keys),
    ("engine", _engine),
    ("other engines", doctor_engines.answering),
    ("masking", _masking),
    ("self-check", _self_check),
    ("install-key host", _network),
    ("clock", _clock),
    ("public address", doctor_reach.address),
    ("TLS", doctor_reach.tls),
    ("Forge keys", doctor_reach.forge_keys),
)
