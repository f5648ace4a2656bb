"""`vouch demo`: the plugin beside a stand-in Atlassian site, registered by the real signed lifecycle."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from plugin.app import create_app
from plugin.cli import demo_forge, demo_run
from plugin.cli.console import CommandFailed, Environ, quiet_logs, say
from plugin.sandbox.errors import SandboxError
from plugin.sandbox.serve import SiteServer, releasing
from plugin.settings import Settings
from plugin.store import migrate
from plugin.store.database import Database
from plugin.web.services import Services

_HOST = "127.0.0.1"
_PORT = 8765
_ISSUE, _PAGE = "PAY-101", "/spaces/OPS/pages/196612"
_MARK = "made-by-vouch-demo"
_TUNING = (
    "VOUCH_HOST_TIMEOUT",
    "VOUCH_RUN_DEADLINE",
    "VOUCH_RUN_THREADS",
    "VOUCH_MAX_STREAMS",
    "VOUCH_LOG_LEVEL",
    "VOUCH_ENGINES",
    "VOUCH_ENGINE_KEY_",
)
"""Of the environment, the variables that begin so: how a process works, never where or with which keys of Vouch."""


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    parser = commands.add_parser("demo", help="try Vouch on this machine, beside a stand-in Jira and Confluence")
    parser.add_argument("--port", type=int, help=f"port of the stand-in site (default: {_PORT}, or any free one)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    parser.add_argument("--check", action="store_true", help="make one run over HTTP, print it, stop everything")
    parser.add_argument("--data-dir", type=Path, help="folder for keys and database; the demo starts afresh each time")
    parser.add_argument(
        "--door", type=Door, choices=[Door.CONNECT, Door.FORGE], default=Door.CONNECT, help="how the app comes in"
    )
    parser.set_defaults(run=run)


class Door(StrEnum):
    """How the app comes into the stand-in site."""

    CONNECT = "connect"
    FORGE = "forge"
    BOTH = "both"  # as on a site that changes from one to the other


@dataclass(frozen=True, slots=True)
class Demo:
    """What runs: the site, the plugin's address, and its services.

    Through Connect each product's registration is a tenant; through Forge both products are one.
    """

    site: SiteServer
    plugin_url: str
    services: Services
    tenant_id: str  # Jira's
    wiki_tenant_id: str  # Confluence's
    forge_tenant_id: str = ""


def run(options: argparse.Namespace, environ: Environ) -> int:
    """Start both servers, register, and wait; or make one run and stop."""
    quiet_logs("ERROR" if options.check else "WARNING")
    port = 0 if options.check else options.port
    with started(environ, port=port, data_dir=options.data_dir, door=options.door) as demo:
        if options.check:
            forge = options.door is Door.FORGE
            site, plugin, database = demo.site.base_url, demo.plugin_url, demo.services.database
            return demo_run.check(site, plugin, database, demo.tenant_id, forge=forge)
        address = f"{demo.site.base_url}/browse/{_ISSUE}"
        came = "installed as a Forge app on" if options.door is Door.FORGE else "registered with"
        say(f"Vouch is {came} the stand-in site. In Jira, open        {address}")
        say("Click Vouch in the column on the right, then Summarise.")
        say(f"In Confluence, open  {demo.site.base_url}/wiki{_PAGE}")
        say("Click Vouch below the title, or in the page's menu. Stop with Ctrl+C.")
        if not options.no_browser and _has_screen(environ):
            webbrowser.open(address)
        threading.Event().wait()
    return 0


@contextmanager
def started(
    environ: Environ,
    *,
    port: int | None,
    data_dir: Path | None = None,
    door: Door = Door.CONNECT,
    policy: bool = True,
) -> Iterator[Demo]:
    """Yield a running demo; both servers stop at the end.

    Args:
        environ: for `XDG_DATA_HOME` and tuning; addresses and keys are the demo's own.
        port: of the site; 0 for any free one, None for the usual one or any free one.
        data_dir: folder of the demo's keys and database. What an earlier demo left in it is removed.
        door: how the app comes in.
        policy: whether a policy is put in force; not, for a site that is still to be set up.

    Raises:
        CommandFailed: a port is taken, the folder is somebody else's, or the registration failed.
    """
    folder = _fresh(data_dir or _default_dir(environ))
    try:
        with _site(port) as site, PluginServer(environ, folder, site.base_url) as plugin:
            document = json.loads(files("plugin.cli").joinpath("demo_policy.json").read_text(encoding="utf-8"))
            tenants: dict[str, str] = {}
            if door is not Door.FORGE:
                for product in ("jira", "confluence"):
                    site.install(plugin.url, product)
                    tenants[product] = _new_tenant(plugin.services, tenants)
            if door is not Door.CONNECT:
                site.install_forge(demo_forge.packed(folder, plugin.url))
                tenants["forge"] = _new_tenant(plugin.services, tenants)
            for tenant_id in tenants.values() if policy else ():
                plugin.services.policies.put_in_force(tenant_id, document, author="cli", based_on=0)
            forge = tenants.get("forge", "")
            yield Demo(
                site,
                plugin.url,
                plugin.services,
                tenants.get("jira", forge),
                tenants.get("confluence", forge),
                forge,
            )
    except SandboxError as fault:
        raise CommandFailed(str(fault)) from fault


def _new_tenant(services: Services, known: dict[str, str]) -> str:
    (new,) = {row["id"] for row in services.installations.tenants()} - set(known.values())
    return str(new)


def _site(port: int | None) -> SiteServer:
    if port is not None:
        return SiteServer(port)
    try:
        return SiteServer(_PORT)
    except SandboxError:
        return SiteServer(0)


class PluginServer:
    """The plugin in a thread, trusting the stand-in site's keys; a context manager."""

    def __init__(self, environ: Environ, folder: Path, site_url: str, *, database_url: str = "") -> None:
        self._server = make_server(_HOST, 0, Flask(__name__), threaded=True, request_handler=_Quiet)
        self.url = f"http://{_HOST}:{self._server.server_port}"
        try:
            app = _application(
                Settings.from_env({**_environ(environ, folder, self.url, site_url), "VOUCH_DATABASE_URL": database_url})
            )
        except Exception:
            self._server.server_close()
            raise
        self.services: Services = app.extensions["vouch"]
        self._server.app = releasing(app)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="plugin", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.services.stop()
        self.services.database.close()


def _application(settings: Settings) -> Flask:
    """The plugin on a database at this version's schema."""
    database = Database(settings.database_url)
    migrate.upgrade(database)
    database.close()
    return create_app(settings)


class _Quiet(WSGIRequestHandler):
    """Writes no request log: addresses of pages carry tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _environ(environ: Environ, folder: Path, plugin_url: str, site_url: str) -> dict[str, str]:
    """The demo's own addresses and keys; of the real environment, only what tunes a process."""
    return {
        **{name: value for name, value in environ.items() if name.startswith(_TUNING)},
        "VOUCH_ENVIRONMENT": "sandbox",
        "VOUCH_PUBLIC_URL": plugin_url,
        "VOUCH_DATA_DIR": str(folder),
        "VOUCH_INSTALL_KEYS_URL": f"{site_url}/install-keys",
        "VOUCH_OAUTH_URL": site_url,
        "VOUCH_BRIDGE_URL": f"{site_url}/sandbox/all.js",
        "VOUCH_FORGE_APP_ID": demo_forge.APP_ID,
        "VOUCH_FORGE_KEYS_URL": f"{site_url}/forge/.well-known/jwks.json",
    }


def _default_dir(environ: Environ) -> Path:
    base = environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "vouch-demo"


def _fresh(folder: Path) -> Path:
    """The folder, empty but for our mark; one that is not a demo's is never emptied."""
    mark = folder / _MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        msg = f"{folder} is not empty and no demo made it: choose another --data-dir"
        raise CommandFailed(msg)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    mark.write_text("The demo empties this folder each time it starts.\n", encoding="ascii")
    return folder


def _has_screen(environ: Environ) -> bool:
    return sys.platform in {"darwin", "win32"} or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
