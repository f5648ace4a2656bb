"""Requests per second and latency of a token-checked panel page, a plain Flask hello beside it in the same run.

    python bench/panel.py [--json] [--seconds N] [--connections N]

Each pair (server, workers) is measured one after the other: gunicorn with threads and Granian, one and two workers,
hello and panel. Beside them, where `npm ci` was run in bench/peers/ace, a Node peer: the same kind of page by
Atlassian's own atlassian-connect-express, and Express's hello, in one process. The panel's page verifies a signed
token and its query-string hash against one of a thousand sites in SQLite, finds the person, signs a ticket and
renders. The load comes from this machine too, so read the ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

import jwt

from connectors.host.model import Product
from connectors.host.qsh import query_string_hash
from plugin.identity.repository import Installations, Registration
from plugin.settings import Environment, Settings, sandbox_key
from plugin.store import migrate
from plugin.store.database import Database
from plugin.store.secrets import SecretBox

_SITES = 1000
_THREADS = 16
_SECRET = "s" * 40
_SERVERS = {
    "gunicorn": "{python} -m gunicorn {app} -k gthread -w {workers} --threads {threads} -b 127.0.0.1:{port} "
    "--no-control-socket --limit-request-line 8190 --keep-alive 30 --log-level error",
    "granian": "{python} -m granian {app} {factory} --interface wsgi --workers {workers} --blocking-threads {threads} "
    "--host 127.0.0.1 --port {port} --no-access-log --log-level error",
    "node": "node {peer}",
}
_PEER = Path(__file__).parent / "peers" / "ace"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement; `of_hello` is the share of the hello's requests per second under the same server."""

    name: str
    server: str
    workers: int
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    of_hello: float
    p99_to_hello: float
    errors: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON; ours are named vouch")
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        environ = _prepare(Path(folder))
        for server, ours, most in (("gunicorn", "vouch", 2), ("granian", "vouch", 2), *_peer()):
            for workers in range(1, most + 1):
                hello: Row | None = None
                for name in ("hello", ours):
                    with _served(server, name, workers, environ) as port:
                        path = "/hello" if name == "hello" else _page("/jira" if name == "vouch" else "")
                        times, errors, taken = _load(port, path, options.connections, options.seconds)
                    row = _row(name, server, workers, times, errors, taken, hello)
                    hello = hello or row
                    rows.append(row)
                    if not options.json:
                        _print(row, header=len(rows) == 1)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))


def _prepare(folder: Path) -> dict[str, str]:
    """A database with a thousand sites, and the environment that leads to it."""
    settings = Settings(
        environment=Environment.SANDBOX,
        public_url="http://127.0.0.1:8080",
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'vouch.sqlite3'}",
        secret_keys=(sandbox_key(folder),),
    )
    database = Database(settings.database_url)
    migrate.upgrade(database)
    installations = Installations(database, SecretBox(settings.secret_keys))
    with database.begin() as connection:
        for number in range(_SITES):
            base = f"https://site-{number}.atlassian.net"
            key = f"client-{number}"
            installations.put(connection, Registration(Product.JIRA, key, base, base, _SECRET, "oauth", "cloud"))
    database.close()
    own = {"VOUCH_ENVIRONMENT": "sandbox", "VOUCH_DATA_DIR": str(folder), "VOUCH_LOG_LEVEL": "ERROR"}
    return {**os.environ, **own, "VOUCH_PUBLIC_URL": settings.public_url}


def _peer() -> tuple[tuple[str, str, int], ...]:
    if (_PEER / "node_modules").is_dir() and shutil.which("node"):
        return (("node", "ace", 1),)
    print("The Node peer is not measured: run `npm ci` in bench/peers/ace first.", file=sys.stderr)
    return ()


def _page(prefix: str) -> str:
    """A page's address with a fresh token."""
    query = urlencode({"surface": "context", "issueId": "11101", "issueKey": "PAY-101", "projectId": "1", "loc": "en"})
    now = int(time.time())
    qsh = query_string_hash("GET", f"/panel?{query}")
    claims = {"iss": f"client-{_SITES // 2}", "sub": "5b10:ines", "iat": now, "exp": now + 180, "qsh": qsh}
    return f"{prefix}/panel?{query}&jwt={jwt.encode(claims, _SECRET, algorithm='HS256')}"


@contextmanager
def _served(server: str, name: str, workers: int, environ: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    factory = name == "vouch"
    app = "bench.panel_apps:" + ("vouch()" if factory and server == "gunicorn" else name)
    command = _SERVERS[server].format(
        python=sys.executable,
        app=app,
        factory="--factory" if factory else "",
        workers=workers,
        threads=_THREADS,
        port=port,
        peer=_PEER / "app.js",
    )
    root = Path(__file__).parents[1]
    folder = tempfile.mkdtemp(dir=environ["VOUCH_DATA_DIR"])
    environ = {**environ, "FOLDER": folder, "PORT": str(port), "NODE_ENV": "production"}
    process = subprocess.Popen(command.split(), env=environ, cwd=root, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1.0)  # the other worker, and Granian's start, take a moment longer
            return
    sys.exit("the server did not start")


def _load(port: int, path: str, connections: int, seconds: float) -> tuple[list[float], int, float]:
    """Keep so many connections busy; returns milliseconds a request, failures, and the time that was measured."""
    asyncio.run(_drive(port, path, connections, 1.5))  # warm up
    return asyncio.run(_drive(port, path, connections, seconds))


async def _drive(port: int, path: str, connections: int, seconds: float) -> tuple[list[float], int, float]:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode()
    times: list[float] = []
    failures = [0]
    started = time.perf_counter()
    ends = started + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < ends:
            sent = time.perf_counter()
            writer.write(request)
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
                await reader.readexactly(length)
            except (asyncio.IncompleteReadError, IndexError, ConnectionError):
                failures[0] += 1
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                continue
            times.append((time.perf_counter() - sent) * 1000)
            failures[0] += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return times, failures[0], time.perf_counter() - started


def _row(name: str, server: str, workers: int, times: list[float], errors: int, taken: float, hello: Row | None) -> Row:
    speed = len(times) / taken
    p99 = statistics.quantiles(times, n=100)[98]
    return Row(
        name=name,
        server=server,
        workers=workers,
        requests_per_second=round(speed, 1),
        p50_ms=round(statistics.median(times), 2),
        p99_ms=round(p99, 2),
        of_hello=round(speed / hello.requests_per_second, 3) if hello else 1.0,
        p99_to_hello=round(p99 / hello.p99_ms, 2) if hello else 1.0,
        errors=errors,
    )


def _print(row: Row, *, header: bool) -> None:
    if header:
        columns = f"{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'of hello':>10}{'p99 x':>7}"
        print(f"{'server':<10}{'workers':>8}  {'page':<7}{columns}")
    print(
        f"{row.server:<10}{row.workers:>8}  {row.name:<7}{row.requests_per_second:>9.0f}{row.p50_ms:>9.1f}"
        f"{row.p99_ms:>9.1f}{row.of_hello:>10.2f}{row.p99_to_hello:>7.2f}"
        + (f"  {row.errors} failed" if row.errors else ""),
        flush=True,
    )


if __name__ == "__main__":
    main()
