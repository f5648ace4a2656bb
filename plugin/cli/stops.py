"""`vouch stop`, `vouch resume`, `vouch stops`: the kill switch on the server."""

from __future__ import annotations

import argparse
from typing import Any

from plugin.cli.administration import tenant_of
from plugin.cli.console import Environ, opened, say
from plugin.governance.kill_switch import KillSwitch
from plugin.policy.stops import StopKind

_WHAT = "organisation, use_case:summarise, place:jira:PAY or engine:NAME"


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    for name, run, text in (
        ("stop", stop, "kill switch: start nothing new of it, in every process at once"),
        ("resume", resume, "lift what `vouch stop` stopped"),
        ("stops", list_stops, "list what is stopped"),
    ):
        parser = commands.add_parser(name, help=text)
        if name != "stops":
            parser.add_argument("what", type=_what, help=_WHAT)
        if name == "stop":
            parser.add_argument("--reason", default="", help="people read it where AI would have been")
        parser.add_argument("--tenant", help="id of the tenant (see `vouch tenants`); may be left out if there is one")
        parser.set_defaults(run=run)


def stop(options: argparse.Namespace, environ: Environ) -> int:
    """Stop something."""
    kind, name = options.what
    with opened(environ) as (settings, database):
        tenant_id = tenant_of(options, settings, database)
        KillSwitch(database).stop(tenant_id, kind, name, options.reason[:200], by="cli")
    say(f"OK  stopped: {kind.value} {name}".rstrip())
    return 0


def resume(options: argparse.Namespace, environ: Environ) -> int:
    """Lift a stop."""
    kind, name = options.what
    with opened(environ) as (settings, database):
        KillSwitch(database).lift(tenant_of(options, settings, database), kind, name, by="cli")
    say(f"OK  goes on: {kind.value} {name}".rstrip())
    return 0


def list_stops(options: argparse.Namespace, environ: Environ) -> int:
    """Print what is stopped, a line each."""
    with opened(environ) as (settings, database):
        standing = KillSwitch(database).standing(tenant_of(options, settings, database))
    for each in standing:
        say(f"{each.since:%Y-%m-%d %H:%M}  {each.rule.removeprefix('stop:')}  {each.reason}".rstrip())
    if not standing:
        say("Nothing is stopped.")
    return 0


def _what(text: str) -> tuple[StopKind, str]:
    kind, _, name = text.partition(":")
    try:
        return StopKind(kind), name
    except ValueError:
        msg = f"not one of: {_WHAT}"
        raise argparse.ArgumentTypeError(msg) from None
