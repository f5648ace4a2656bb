"""`vouch init`, `descriptor`, `tenants` and `secrets rotate`: for the people who operate the server."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from descriptors import PRODUCTS, render
from plugin.assist.categories.models import CategoryModels
from plugin.assist.repository import Runs
from plugin.assist.reviews.repository import ReviewRequests
from plugin.audit.checkpoint import key_id
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.audit.signing import SigningKeys
from plugin.cli.console import CommandFailed, Environ, opened, say
from plugin.governance.engine_keys import EngineKeys
from plugin.identity.repository import Installations
from plugin.review.escalation import Escalations
from plugin.review.repository import Decisions
from plugin.review.summaries import Summaries
from plugin.settings import Settings
from plugin.store import migrate
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.usage.repository import UsageLog


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    commands.add_parser("init", help="make keys and the database, or bring the database up to date").set_defaults(
        run=init
    )
    descriptor = commands.add_parser("descriptor", help="print a product's Connect descriptor")
    descriptor.add_argument("product", choices=PRODUCTS)
    descriptor.set_defaults(run=print_descriptor)
    commands.add_parser("tenants", help="list sites and their registrations").set_defaults(run=list_tenants)
    secrets = commands.add_parser("secrets", help="keys of stored secrets").add_subparsers(required=True)
    secrets.add_parser("rotate", help="encrypt every stored secret again under the newest key").set_defaults(run=rotate)


def init(options: argparse.Namespace, environ: Environ) -> int:
    """Make a key where there is none, and the database."""
    del options
    data_dir = Settings.from_env(_with_placeholders(environ)).data_dir
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_file = data_dir / "secret-keys"
    if environ.get("VOUCH_SECRET_KEYS"):
        say("OK  keys: VOUCH_SECRET_KEYS")
    elif key_file.exists():
        say(f"OK  keys: {key_file}")
    else:
        _write_key(key_file)
        say(f"OK  keys: made {key_file}. Back it up: without it no stored secret can be read.")
    settings = Settings.from_env(_with_placeholders(environ))
    database = Database(settings.database_url)
    try:
        migrate.upgrade(database)
        signs = key_id(SigningKeys(database, SecretBox(settings.secret_keys)).current().public_key())
    finally:
        database.close()
    say("OK  database: at this version's schema")
    say(f"OK  checkpoints: signed by the key {signs}. Give `vouch audit key` to whoever verifies the record.")
    if not environ.get("VOUCH_PUBLIC_URL"):
        say("To do: set VOUCH_PUBLIC_URL to the https address under which Atlassian reaches this server.")
    say("Next: vouch doctor")
    return 0


def _with_placeholders(environ: Environ) -> dict[str, str]:
    """Enough to find the data folder and the database before everything is configured."""
    given = dict(environ)
    if not given.get("VOUCH_PUBLIC_URL") and given.get("VOUCH_ENVIRONMENT") != "sandbox":
        given["VOUCH_PUBLIC_URL"] = "https://not-configured.invalid"
    if not given.get("VOUCH_SECRET_KEYS"):
        try:
            Settings.from_env(given)
        except Exception:  # noqa: BLE001 (whatever is missing is reported by the second reading, with its name)
            given["VOUCH_SECRET_KEYS"] = Fernet.generate_key().decode()
    return given


def _write_key(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(Fernet.generate_key().decode() + "\n")


def print_descriptor(options: argparse.Namespace, environ: Environ) -> int:
    """Print what a site would read."""
    say(json.dumps(render(options.product, Settings.from_env(environ).public_url), indent=2))
    return 0


def list_tenants(options: argparse.Namespace, environ: Environ) -> int:
    """One line a registration: tenant, site, product, state."""
    del options
    with opened(environ) as (settings, database):
        for row in Installations(database, SecretBox(settings.secret_keys)).tenants():
            say(f"{row['id']}  {row['site']}  {row['product']}  {row['state']}")
    return 0


def rotate(options: argparse.Namespace, environ: Environ) -> int:
    """Encrypt everything again, in one transaction."""
    del options
    with opened(environ) as (settings, database):
        box = SecretBox(settings.secret_keys)
        with database.begin() as connection:
            counts = (
                Installations(database, box).rotate_secrets(connection),
                Runs(database, box).rotate_secrets(connection),
                UsageLog(box).rotate_secrets(connection),
                Decisions(database, box).rotate_secrets(connection),
                Summaries(database, box).rotate_secrets(connection),
            )
            Escalations(database, box).rotate_secrets(connection)
            ReviewRequests(database, box).rotate_secrets(connection)
            SigningKeys(database, box).rotate_secrets(connection)
            CategoryModels(database, box).rotate_secrets(connection)
            EngineKeys(database, box).rotate_secrets(connection)
            for tenant_id in sorted({row["id"] for row in Installations(database, box).tenants()}):
                append(connection, tenant_id, AuditEvent.SECRETS_ROTATED, {"keys": len(settings.secret_keys)})
    names = ("installations", "results", "usage keys", "receipts", "approved summaries")
    say("OK  encrypted again: " + ", ".join(f"{count} {name}" for count, name in zip(counts, names, strict=True)))
    say("The older keys can be removed from VOUCH_SECRET_KEYS now.")
    return 0


def tenant_of(options: argparse.Namespace, settings: Settings, database: Database) -> str:
    """Return the tenant that was named, or the only one.

    Raises:
        CommandFailed: there is none of that id, or more than one and none was named.
    """
    known = sorted({row["id"] for row in Installations(database, SecretBox(settings.secret_keys)).tenants()})
    if options.tenant:
        if options.tenant in known:
            return str(options.tenant)
        msg = "there is no such tenant: see `vouch tenants`"
        raise CommandFailed(msg)
    if len(known) == 1:
        return str(known[0])
    msg = "no site has registered yet" if not known else "name one with --tenant: see `vouch tenants`"
    raise CommandFailed(msg)
