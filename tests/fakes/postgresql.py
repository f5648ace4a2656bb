"""A PostgreSQL of this test run alone: in a temporary folder, on a socket file, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Return the folder of the server's programs, or None where there is no PostgreSQL."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders and (folders[-1] / "initdb").exists() else None


@contextmanager
def running() -> Iterator[str]:
    """Yield the SQLAlchemy address of a fresh database; `VOUCH_TEST_POSTGRESQL` names another one to use.

    Raises:
        FileNotFoundError: no PostgreSQL on this machine and none named.
    """
    named = os.environ.get("VOUCH_TEST_POSTGRESQL")
    if named:
        yield named
        return
    programs = binaries()
    if programs is None:
        raise FileNotFoundError
    # The server refuses to run as root, so root lends it to Debian's own account.
    root = os.geteuid() == 0
    lend = ["runuser", "-u", "postgres", "--"] if root else []
    folder = Path(tempfile.mkdtemp(prefix="vouch-pg-", dir="/tmp"))
    if root:
        shutil.chown(folder, "postgres", "postgres")

    def call(*command: str) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*lend, *command], check=True, cwd=folder, **quiet)  # noqa: S603 (fixed commands)

    data = str(folder / "data")
    try:
        call(f"{programs}/initdb", "-D", data, "-U", "vouch", "--auth=trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        call(f"{programs}/pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql+psycopg://vouch@/postgres?host={folder}"
        finally:
            call(f"{programs}/pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
