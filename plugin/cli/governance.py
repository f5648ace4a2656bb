"""`vouch governance pack`: what an auditor asks for, in one file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from plugin.cli.administration import tenant_of
from plugin.cli.audit import anchors_of
from plugin.cli.console import Environ, opened, write_lines
from plugin.governance.desk import AuditDesk
from plugin.governance.holds import Holds
from plugin.governance.pack import Facts, written_pack
from plugin.governance.policies import Policies
from plugin.identity.repository import Installations
from plugin.store.secrets import SecretBox
from plugin.wiring.engines import engine_facts


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    governance = commands.add_parser("governance", help="what an auditor asks for").add_subparsers(required=True)
    parser = governance.add_parser("pack", help="write policy, retention, logging and limits as one file")
    parser.add_argument("--out", default="-", metavar="FILE", help="Markdown file, or - for standard output")
    parser.add_argument("--tenant", help="id of the tenant (see `vouch tenants`); may be left out if there is one")
    parser.set_defaults(run=pack)


def pack(options: argparse.Namespace, environ: Environ) -> int:
    """Write the pack of a tenant."""
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        policies = Policies(database, engine_facts(settings))
        known = Installations(database, SecretBox(settings.secret_keys))
        facts = Facts(
            tenant_id=tenant_id,
            at=datetime.now(UTC),
            policy=policies.current(tenant_id),
            policy_at=policies.version_in_force(tenant_id).at,
            settings=settings,
            state=AuditDesk(database, anchors_of(settings, database), known.reference_of).state(tenant_id),
            holds=Holds(database).standing(tenant_id),
        )
        text = written_pack(database, facts, by="cli")
    return write_lines(options.out, text.rstrip().splitlines())
