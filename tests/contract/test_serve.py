"""`vouch serve` as a process of its own: registers with a site, makes a run, and dies in the middle of one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from plugin.cli.console import CommandFailed
from plugin.cli.main import main
from plugin.sandbox.serve import SiteServer
from plugin.store.database import Database
from tests.fakes.panel import Panel


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A `vouch serve` process and the site that it trusts."""

    def __init__(self, site: SiteServer, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("VOUCH_")},
            "VOUCH_ENVIRONMENT": "sandbox",
            "VOUCH_DATA_DIR": str(folder),
            "VOUCH_INSTALL_KEYS_URL": f"{site.base_url}/install-keys",
            "VOUCH_OAUTH_URL": site.base_url,
            "VOUCH_BRIDGE_URL": f"{site.base_url}/sandbox/all.js",
        }
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it is ready."""
        command = [sys.executable, "-m", "plugin.cli", "serve", "--port", str(self.port), "--workers", "1"]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self.environ, stdout=subprocess.DEVNULL, stderr=log)  # noqa: S603 (our own interpreter)
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            assert process.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            try:
                if requests.get(f"{self.url}/readyz", timeout=1).ok:
                    return process
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError("not ready")

    def stop(self) -> int:
        """Ask it to stop, and wait."""
        self.process.terminate()
        return self.process.wait(timeout=20)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A registered server with the demo's policy."""
    with SiteServer() as site:
        served = Served(site, tmp_path)
        try:
            site.install(served.url)
            for name in ("VOUCH_ENVIRONMENT", "VOUCH_DATA_DIR"):
                os.environ[name] = served.environ[name]
            policy = Path(__file__).parents[2] / "plugin" / "cli" / "demo_policy.json"
            assert main(["policy", "apply", str(policy)]) == 0
            yield served
        finally:
            for name in ("VOUCH_ENVIRONMENT", "VOUCH_DATA_DIR"):
                os.environ.pop(name, None)
            if served.process.poll() is None:
                served.stop()


def test_serves_and_stops(served: Served) -> None:
    """The production server makes a run, streams it, writes no token to its log, and stops when asked."""
    panel = Panel(served.site.base_url, served.url)
    run = panel.summarise()
    assert run["state"] == "finished"
    assert [name for name, _ in panel.events(run["id"])][-1] == "end"
    token = panel.headers()["Authorization"].removeprefix("JWT ")
    assert served.stop() == 0
    log = (served.folder / "log").read_text(encoding="utf-8")
    assert token.split(".")[1][:40] not in log
    assert "jwt=" not in log


def test_killed_in_the_middle(served: Served) -> None:
    """A process that is killed while it drives a run leaves it marked interrupted, and the next run works."""
    panel = Panel(served.site.base_url, served.url, "PAY-103")
    panel.bootstrap()
    served.site.state.faults.add("/rest/api/3/issue/[0-9]+$", "timeout", times=1, seconds=5)
    run_id = panel.start().json()["id"]
    children = subprocess.run(  # noqa: S603 (a fixed command)
        ["/usr/bin/pgrep", "-P", str(served.process.pid)], capture_output=True, text=True, check=True
    )
    served.process.send_signal(signal.SIGKILL)
    for child in children.stdout.split():
        os.kill(int(child), signal.SIGKILL)
    served.process.wait(timeout=10)
    database = Database(f"sqlite:///{served.folder / 'vouch.sqlite3'}")
    with database.begin() as connection:  # its last sign of life was long ago
        connection.exec_driver_sql("UPDATE runs SET alive_at = '2026-01-01 00:00:00.000000'")
    database.close()
    served.process = served.start()
    run = panel.call("GET", f"runs/{run_id}").json()
    assert (run["state"], run["error"]["code"], run["result"]) == ("interrupted", "interrupted", None)
    assert panel.summarise()["state"] == "finished"


def test_too_few_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Streams must not be able to take the last threads."""
    monkeypatch.setenv("VOUCH_ENVIRONMENT", "sandbox")
    monkeypatch.setenv("VOUCH_DATA_DIR", str(tmp_path))
    assert main(["serve", "--threads", "8"]) == 1


def test_sandbox_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sandbox does not listen to the network."""
    monkeypatch.setenv("VOUCH_ENVIRONMENT", "sandbox")
    monkeypatch.setenv("VOUCH_DATA_DIR", str(tmp_path))
    assert main(["serve", "--host", "0.0.0.0"]) == 1  # noqa: S104 (that is what is refused)
    assert CommandFailed("x").message == "x"


def test_demo_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`vouch demo --check` prints a summary with its sources and its record, and ends with 0."""
    assert main(["demo", "--check", "--data-dir", str(tmp_path / "data")]) == 0
    said = capsys.readouterr().out
    assert "PROBLEM" in said
    assert "SOURCES" in said
    assert "RECORD" in said
    assert "is whole" in said


def test_demo_spares_strangers_folders(tmp_path: Path) -> None:
    """A folder that no demo made is never emptied."""
    (tmp_path / "thesis.txt").write_text("x", encoding="ascii")
    assert main(["demo", "--check", "--data-dir", str(tmp_path)]) == 1
    assert (tmp_path / "thesis.txt").exists()
