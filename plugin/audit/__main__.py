"""`python -m plugin.audit`: the offline verifier by itself. It opens the files that it is given and nothing else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from plugin.audit.checkpoint import Checkpoint, NotACheckpoint, PublicKeys, read, read_public_keys
from plugin.audit.offline import Finding, describe, read_lines, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what names the checkpoints that were kept, and the public keys."""
    parser.add_argument(
        "--checkpoint", action="append", default=[], metavar="FILE", help="a checkpoint kept elsewhere; may be repeated"
    )
    parser.add_argument("--public-key", metavar="FILE", help="the public keys (PEM), as `vouch audit key` prints them")


def kept(options: argparse.Namespace) -> tuple[list[Checkpoint], PublicKeys]:
    """Return the checkpoints and keys that were named.

    Raises:
        NotACheckpoint: a file is not what it should be, or checkpoints come without a key.
        OSError: a file cannot be read.
    """
    if options.checkpoint and not options.public_key:
        raise NotACheckpoint("--checkpoint needs --public-key: without it a checkpoint proves nothing")
    keys = read_public_keys(Path(options.public_key).read_text(encoding="utf-8")) if options.public_key else {}
    return [read(Path(name).read_text(encoding="utf-8")) for name in options.checkpoint], keys


def verify_file(options: argparse.Namespace, file: str) -> Finding:
    """Verify an export, or standard input for `-`.

    Raises:
        NotACheckpoint, OSError: as `kept`.
    """
    checkpoints, keys = kept(options)
    if file == "-":
        return verify(read_lines(sys.stdin), checkpoints, keys)
    with Path(file).open(encoding="utf-8", errors="replace") as lines:
        return verify(read_lines(lines), checkpoints, keys)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify one export; exit code 1 where it is not what was recorded, 2 where it cannot be told."""
    parser = argparse.ArgumentParser(prog="python -m plugin.audit", description="Verify an export of the record.")
    parser.add_argument("file", help="the export (NDJSON), or - for standard input")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        finding = verify_file(options, options.file)
    except (NotACheckpoint, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    sys.stdout.write("\n".join(describe(options.file, finding)) + "\n")
    return 0 if finding.ok else 1


if __name__ == "__main__":
    sys.exit(main())
