"""What the commands share: printing, faults in one line, the settings of this process."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import structlog

from plugin.settings import Settings
from plugin.store import migrate
from plugin.store.database import Database

Environ = Mapping[str, str]


class CommandFailed(Exception):
    """A command cannot go on; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def say(line: str = "") -> None:
    """Print a line at once."""
    print(line, flush=True)


def problem(line: str) -> None:
    """Print a fault."""
    print(f"vouch: {line}", file=sys.stderr, flush=True)


def quiet_logs(level: str = "WARNING") -> None:
    """JSON lines on standard error, from that level on."""
    number = logging.getLevelNamesMapping().get(level, logging.INFO)
    logging.basicConfig(level=number, stream=sys.stderr, format="%(message)s", force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_names: str) -> structlog.PrintLogger:
    """A logger for what standard error is now: it may be another one, or closed, after `quiet_logs`."""
    return structlog.PrintLogger(sys.stderr)


@contextmanager
def opened(environ: Environ) -> Iterator[tuple[Settings, Database]]:
    """Yield the settings and a database that is at this version's schema.

    Raises:
        CommandFailed: the database is missing or behind.
    """
    settings = Settings.from_env(environ)
    database = Database(settings.database_url)
    try:
        if migrate.pending(database):
            msg = "the database is not at this version's schema: run `vouch init`"
            raise CommandFailed(msg)
        yield settings, database
    finally:
        database.close()


def lines_of(path: str) -> Iterator[str]:
    """Yield the lines of a file, or of standard input for `-`."""
    if path == "-":
        yield from sys.stdin
        return
    try:
        with Path(path).open(encoding="utf-8") as file:
            yield from file
    except OSError as fault:
        msg = f"{path} cannot be read: {fault.strerror}"
        raise CommandFailed(msg) from fault


def write_lines(path: str, lines: Iterable[str]) -> int:
    """Write lines to a file, or to standard output for `-`; returns the exit code."""
    if path == "-":
        for line in lines:
            sys.stdout.write(line + "\n")
        return 0
    count = 0
    try:
        with Path(path).open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(line + "\n")
                count += 1
    except OSError as fault:
        msg = f"{path} cannot be written: {fault.strerror}"
        raise CommandFailed(msg) from fault
    say(f"OK  {count} lines in {path}")
    return 0
