"""`vouch forge adopt`: hand a site over from Connect to Forge; says what will happen first."""

from __future__ import annotations

import argparse
from typing import Any

from connectors.host.access import Access
from connectors.host.session import HostSession
from connectors.host.site_proof import proven_cloud_id
from descriptors import APP_KEYS
from plugin.cli.console import CommandFailed, Environ, opened, say
from plugin.governance.adoption import Adoption, Handover
from plugin.identity.app_access import AppAccess
from plugin.identity.repository import Installation, Installations
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox


def add_to(group: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    adopt = group.add_parser("adopt", help="hand a site over from Connect to Forge; without --apply, only say how")
    adopt.add_argument("--apply", action="store_true", help="do what is said")
    adopt.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Environ) -> int:
    """Say what would move and what stands against it; with `--apply`, move it."""
    with opened(environ) as (settings, database):
        adoption = make_adoption(settings, database)
        found = adoption.plan()
        if not found:
            say("No site has both a Connect installation and a Forge installation apart from it.")
            return 0
        for each in found:
            _describe(each)
        ready = [each for each in found if not each.fault]
        if options.apply and not ready:
            raise CommandFailed("nothing was moved: no site confirms what would be joined")
        for each in ready if options.apply else []:
            adoption.apply(each)
            say(f"OK  {each.product.value} of {each.site} was handed over")
    if not options.apply and ready:
        say("Nothing was changed. Do it with --apply.")
    return 0


def make_adoption(settings: Settings, database: Database) -> Adoption:
    """Join what hands sites over."""
    installations = Installations(database, SecretBox(settings.secret_keys))

    def session(access: Access) -> HostSession:
        return HostSession(access, budget_seconds=settings.host_timeout)

    def prove(installation: Installation) -> str:
        access = AppAccess(installations, installation)
        return proven_cloud_id(session, access, APP_KEYS[installation.product.value])

    return Adoption(database, installations, prove)


def _describe(each: Handover) -> None:
    say(f"{each.product.value} of {each.site}: from tenant {each.source} to {each.connect.tenant_id}")
    if each.fault:
        say(f"    no: {each.fault}")
        return
    say("    proven: the site takes our signature for its Connect registration, and has the cloud id of Forge's tokens")
    say(f"    comes along, for both doors: {_listed(each.comes)}")
    say(f"    stays behind, to be read with --tenant {each.source}: {_listed(each.stays)}")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
