"""`vouch audit`: verify, anchor, read and export the record."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from plugin.assist.repository import Runs
from plugin.audit import index
from plugin.audit.__main__ import add_arguments, kept, verify_file
from plugin.audit.anchoring import Anchors
from plugin.audit.checkpoint import Checkpoint, NotACheckpoint
from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format
from plugin.audit.offline import Finding, describe
from plugin.audit.repository import append, tenant_ids
from plugin.audit.signing import SigningKeys
from plugin.cli.administration import tenant_of
from plugin.cli.console import CommandFailed, Environ, opened, say, write_lines
from plugin.governance.desk import AuditDesk
from plugin.governance.reconstruction import LookUp, Reconstruction
from plugin.governance.report_text import report_text
from plugin.identity.repository import Installations
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox

_TENANT = "id of the tenant (see `vouch tenants`); may be left out if there is one"


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    audit = commands.add_parser("audit", help="the record of every run").add_subparsers(required=True)
    verify = audit.add_parser("verify", help="check the chain of every tenant, or of an exported file")
    verify.add_argument("--file", help="an export (NDJSON), or - for standard input; needs no database")
    add_arguments(verify)
    verify.set_defaults(run=verify_audit)
    for name, run, text in (
        ("checkpoint", make_checkpoint, "sign what stands now, and print the checkpoint"),
        ("export", export_audit, "write the record"),
    ):
        parser = audit.add_parser(name, help=text)
        parser.add_argument("--tenant", help=_TENANT)
        parser.add_argument("--output", default="-", help="file, or - for standard output")
        parser.set_defaults(run=run)
    parser.add_argument("--format", choices=[each.value for each in Format], default=Format.NDJSON.value)
    parser.add_argument("--after", type=int, default=0, help="only records after this number")
    parser.add_argument("--case", default="", help="number or key of the case for which you export; it is recorded")
    key = audit.add_parser("key", help="print the public keys that checkpoints are verified by (PEM)")
    key.add_argument("--output", default="-", help="file, or - for standard output")
    key.set_defaults(run=print_keys)
    audit.add_parser("rotate-key", help="sign with a new key from now on").set_defaults(run=rotate_key)
    audit.add_parser("reindex", help="make what the record is searched by again").set_defaults(run=reindex)
    one = audit.add_parser("run", help="reconstruct one run: asked, decided, read, masked, made, shown, done")
    one.add_argument("run_id")
    one.add_argument("--case", required=True, help="number or key of the case for which you look; it is recorded")
    one.add_argument("--json", action="store_true", help="the report as JSON")
    one.add_argument("--tenant", help=_TENANT)
    one.add_argument("--output", default="-", help="file, or - for standard output")
    one.set_defaults(run=show_run)


def anchors_of(settings: Settings, database: Database) -> Anchors:
    """The checkpoints, as the commands use them."""
    keys = SigningKeys(database, SecretBox(settings.secret_keys))
    return Anchors(database, keys, every=timedelta(hours=settings.checkpoint_hours))


def verify_audit(options: argparse.Namespace, environ: Environ) -> int:
    """Say of each chain whether it is whole and how far it is anchored; exit code 1 where one is not."""
    try:
        if options.file:
            return _tell(options.file, verify_file(options, options.file))
        checkpoints, keys = kept(options)
    except (NotACheckpoint, OSError) as fault:
        raise CommandFailed(str(fault)) from fault
    with opened(environ) as (settings, database):
        anchors = anchors_of(settings, database)
        known = sorted({*tenant_ids(database), *(checkpoint.tenant for checkpoint in checkpoints)})
        codes = [_tell(name, anchors.verify(name, _of(name, checkpoints), keys)) for name in known]
    return max(codes, default=0)


def _of(tenant_id: str, checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
    return [checkpoint for checkpoint in checkpoints if checkpoint.tenant == tenant_id]


def _tell(name: str, finding: Finding) -> int:
    for line in describe(name, finding):
        say(line)
    return 0 if finding.ok else 1


def make_checkpoint(options: argparse.Namespace, environ: Environ) -> int:
    """Sign the newest record and print the checkpoint: keep it where this server cannot reach it."""
    with opened(environ) as (settings, database):
        anchors = anchors_of(settings, database)
        made = anchors.make(tenant_of(options, settings, database), datetime.now(UTC))
    if made is None:
        msg = "there is no record yet, so there is nothing to sign"
        raise CommandFailed(msg)
    return write_lines(options.output, [made.as_json()])


def print_keys(options: argparse.Namespace, environ: Environ) -> int:
    """Print every public key; the first use makes the first key."""
    with opened(environ) as (settings, database):
        keys = SigningKeys(database, SecretBox(settings.secret_keys))
        keys.current()
        rows = keys.rows()
    lines = []
    for row in rows:
        until = f", retired {row.retired_at:%Y-%m-%d}" if row.retired_at else ""
        lines += [f"# key {row.id}, made {row.created_at:%Y-%m-%d}{until}", row.pem.rstrip()]
    return write_lines(options.output, lines)


def rotate_key(options: argparse.Namespace, environ: Environ) -> int:
    """Anchor everything with the old key, make a new one, and say so in every record."""
    del options
    now = datetime.now(UTC)
    with opened(environ) as (settings, database):
        anchors, keys = anchors_of(settings, database), SigningKeys(database, SecretBox(settings.secret_keys))
        for tenant_id in tenant_ids(database):
            anchors.make(tenant_id, now)
        with database.begin() as connection:
            made = keys.rotate(connection)
            for tenant_id in tenant_ids(database):
                append(connection, tenant_id, AuditEvent.CHECKPOINT_KEY_MADE, {"key": made})
    say(f"OK  checkpoints are signed by the key {made} from now on")
    say("Give the output of `vouch audit key` to whoever verifies; the old keys stay in it.")
    return 0


def reindex(options: argparse.Namespace, environ: Environ) -> int:
    """Make the index again, a tenant a transaction."""
    del options
    with opened(environ) as (_, database):
        for tenant_id in tenant_ids(database):
            with database.begin() as connection:
                say(f"OK  {tenant_id}: {index.reindex(connection, tenant_id)} records")
    return 0


def export_audit(options: argparse.Namespace, environ: Environ) -> int:
    """Write the record in a format, each checkpoint behind its record; that it was exported stands in it."""
    with opened(environ) as (settings, database):
        known = Installations(database, SecretBox(settings.secret_keys))
        desk = AuditDesk(database, anchors_of(settings, database), known.reference_of)
        look = LookUp(tenant_of(options, settings, database), "cli", options.case)
        return write_lines(options.output, desk.export_all(look, Format(options.format), after=options.after))


def show_run(options: argparse.Namespace, environ: Environ) -> int:
    """Print what the record says of a run, in one report; the look is recorded with its case."""
    with opened(environ) as (settings, database):
        box = SecretBox(settings.secret_keys)
        known = Installations(database, box)
        desk = Reconstruction(database, Runs(database, box), known.account_of)
        report = desk.of(LookUp(tenant_of(options, settings, database), "cli", options.case), options.run_id)
    text = json.dumps(report, indent=2, ensure_ascii=False) if options.json else report_text(report).rstrip()
    return write_lines(options.output, text.splitlines())
