"""`vouch policy`: what AI may do, as a file that can be kept beside code: show, export, check, diff, apply."""

from __future__ import annotations

import argparse
import json
from typing import Any

import yaml

from plugin.cli.administration import tenant_of
from plugin.cli.console import CommandFailed, Environ, opened, say
from plugin.cli.policy_file import PolicyFile, read
from plugin.governance.approvals import Approvals
from plugin.governance.policies import ApprovalNeeded, Checked, Policies, PolicyRefused, checked
from plugin.governance.policy_words import changes_words, reason_path, reason_words
from plugin.policy.document import PolicyInvalid
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.wiring.engines import engine_facts

AUTHOR = "cli"
_WAITS = 3


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    policy = commands.add_parser("policy", help="what AI may do").add_subparsers(required=True)
    for name, run, text in (
        ("show", show, "print the policy in force with its version, as JSON"),
        ("export", export, "print the policy in force as a file"),
        ("check", check, "say whether a file is a policy"),
        ("diff", diff, "say in words what a file would change, and what of that loosens"),
        ("apply", apply, "put a file in force"),
    ):
        parser = policy.add_parser(name, help=text)
        if name in {"check", "diff", "apply"}:
            parser.add_argument("file", help="YAML or JSON file, or - for standard input")
        if name != "check":
            parser.add_argument(
                "--tenant", help="id of the tenant (see `vouch tenants`); may be left out if there is one"
            )
        parser.set_defaults(run=run)
        if name == "export":
            parser.add_argument("--format", choices=("yaml", "json"), default="yaml")
        if name in {"diff", "apply"}:
            parser.add_argument("--unlisted", action="store_true", help="take places that the host did not list")
        if name == "apply":
            parser.add_argument("--propose", metavar="WHY", help="where it loosens: let an administrator approve it")


def show(options: argparse.Namespace, environ: Environ) -> int:
    """Print the version and the document."""
    with opened(environ) as (settings, database):
        version = Policies(database).version_in_force(tenant_of(options, settings, database))
    say(json.dumps({"version": version.version, "document": version.document}, indent=2, ensure_ascii=False))
    return 0


def export(options: argparse.Namespace, environ: Environ) -> int:
    """Print the document alone; what `apply` reads back to the same policy."""
    with opened(environ) as (settings, database):
        version = Policies(database).version_in_force(tenant_of(options, settings, database))
    if options.format == "json":
        say(json.dumps(version.document, indent=2, ensure_ascii=False))
        return 0
    say(f"# Policy, version {version.version}")
    say(yaml.safe_dump(version.document, sort_keys=False, allow_unicode=True, width=120).rstrip())
    return 0


def check(options: argparse.Namespace, environ: Environ) -> int:
    """Say what is wrong with a policy file, a line each."""
    del environ
    file = read(options.file)
    try:
        checked(file.document)
    except PolicyInvalid as invalid:
        return _tell(file, invalid.problems)
    say("OK  this is a policy")
    return 0


def diff(options: argparse.Namespace, environ: Environ) -> int:
    """Say what would change; nothing is changed."""
    file = read(options.file)
    with opened(environ) as (settings, database):
        policies, approvals = _governing(settings, database)
        tenant_id = tenant_of(options, settings, database)
        now = policies.version_in_force(tenant_id)
        try:
            approvals.check_names(tenant_id, file.document, unlisted=options.unlisted)
            made = policies.check(tenant_id, file.document, based_on=now.version)
        except PolicyRefused as refused:
            return _tell(file, refused.problems)
    lines = changes_words(now.document, made.document)
    for line in lines or [f"Nothing would change: version {now.version} says the same."]:
        say(line)
    if made.reasons:
        say()
        say("This loosens the policy:")
        _tell_reasons(file, made)
    return 0


def apply(options: argparse.Namespace, environ: Environ) -> int:
    """Put a policy file in force, as the next version; what loosens a sealed policy is refused, or proposed."""
    file = read(options.file)
    with opened(environ) as (settings, database):
        policies, approvals = _governing(settings, database)
        tenant_id = tenant_of(options, settings, database)
        based_on = policies.version_in_force(tenant_id).version
        try:
            approvals.check_names(tenant_id, file.document, unlisted=options.unlisted)
            version = policies.put_in_force(tenant_id, file.document, author=AUTHOR, based_on=based_on)
        except PolicyRefused as refused:
            return _tell(file, refused.problems)
        except ApprovalNeeded as needed:
            say("This loosens the policy, and nobody else has agreed:")
            _tell_reasons(file, needed.checked)
            if options.propose is None:
                raise CommandFailed('nothing was changed; `--propose "why"` lets an administrator approve it') from None
            made = approvals.submit(
                tenant_id,
                file.document,
                author=AUTHOR,
                based_on=based_on,
                note=options.propose,
                unlisted=options.unlisted,
            ).proposal
            when = f"it acts by itself at {made.acts_at:%Y-%m-%d %H:%M} UTC" if made and made.acts_at else ""
            say(f"It waits for an administrator{f'; with nobody there, {when}' if when else ''}.")
            return _WAITS
    say(f"OK  version {version.version} is in force")
    return 0


def _governing(settings: Settings, database: Database) -> tuple[Policies, Approvals]:
    policies = Policies(database, engine_facts(settings))
    return policies, Approvals(database, policies)


def _tell(file: PolicyFile, problems: list[tuple[str, str]]) -> int:
    for path, words in problems:
        say(file.told("" if path == "(document)" else path, words))
    return 1


def _tell_reasons(file: PolicyFile, made: Checked) -> None:
    for reason in made.reasons:
        say(f"  {file.name}:{file.line(reason_path(reason))}: {reason_words(reason)}")
