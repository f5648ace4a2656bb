"""Reads the command line and calls one module a command; faults are one line and exit code 1."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

<<<<<<< HEAD
from plugin.cli import administration, audit, demo, doctor, forge, governance, people, records, serve, stops, train
=======
from plugin.cli import administration, audit, demo, doctor, governance, people, records, redteam, serve, stops, train
>>>>>>> fc97506 (Plant attacks with an engine that obeys them, and name text that reads like orders)
from plugin.cli.console import CommandFailed, problem
from plugin.errors import VouchError


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
<<<<<<< HEAD
    for module in (demo, serve, administration, doctor, forge, audit, people, governance, stops, records, train):
=======
    for module in (demo, serve, administration, doctor, audit, people, governance, stops, records, redteam, train):
>>>>>>> fc97506 (Plant attacks with an engine that obeys them, and name text that reads like orders)
        module.add_to(commands)
    return parser
