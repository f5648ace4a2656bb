"""Reads the command line and calls one module a command; faults are one line and exit code 1."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from plugin.cli import (
    administration,
    audit,
    cost,
    demo,
    doctor,
    engines,
    forge,
    golden,
    governance,
    people,
    policy,
    records,
    redteam,
    serve,
    stops,
    train,
)
from plugin.cli.console import CommandFailed, problem
from plugin.errors import VouchError

_MODULES = (
    demo,
    serve,
    administration,
    doctor,
    engines,
    forge,
    audit,
    cost,
    people,
    policy,
    governance,
    stops,
    records,
    redteam,
    golden,
    train,
)
"""In the order in which they are listed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options, os.environ)
    except (CommandFailed, VouchError) as fault:
        problem(fault.message)
        return 1
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vouch", description="AI summaries inside Jira and Confluence that people can check."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _MODULES:
        module.add_to(commands)
    return parser
