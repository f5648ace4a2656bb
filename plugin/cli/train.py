"""`vouch train`: make the embedded engine's coefficients again from labelled data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from plugin.ai.embedded.train import train
from plugin.cli.console import CommandFailed, Environ, say


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    kinds = commands.add_parser("train", help="train the embedded engine").add_subparsers(required=True)
    parser = kinds.add_parser("summaries", help="the weights that choose sentences")
    parser.add_argument(
        "--data", required=True, type=Path, help="a JSON-lines file of reports with `sentences` and `gold`"
    )
    parser.add_argument("--output", required=True, type=Path, help="where to write the coefficients (JSON)")
    parser.set_defaults(run=summaries)


def summaries(options: argparse.Namespace, environ: Environ) -> int:
    """Train, and say what was found."""
    del environ
    if not options.data.is_file():
        msg = f"{options.data} is not a file"
        raise CommandFailed(msg)
    say(str(train(options.data, options.output)))
    say(f"OK  written to {options.output}")
    return 0
