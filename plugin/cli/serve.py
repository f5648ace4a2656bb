"""`vouch serve`: the web server, with production settings (docs/adr/0001 says why this one)."""

from __future__ import annotations

import argparse
import gc
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from plugin.app import create_app
from plugin.cli.console import CommandFailed, Environ, quiet_logs, say
from plugin.settings import Settings
from plugin.store import migrate
from plugin.store.database import Database

_REQUEST_LINE = 8190  # a page's URL carries a token
_GC_THRESHOLDS = (10_000, 20, 20)
_SPARE_THREADS = 4  # streams never take the last threads


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    parser = commands.add_parser("serve", help="run the web server")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=16, help="threads a process (default: %(default)s)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Environ) -> int:
    """Check the settings and the database, then serve until told to stop."""
    settings = Settings.from_env({"VOUCH_PORT": str(options.port), **environ})
    quiet_logs(settings.log_level)
    if options.threads < settings.max_streams + _SPARE_THREADS:
        msg = (
            f"--threads must be at least VOUCH_MAX_STREAMS + {_SPARE_THREADS} ({settings.max_streams + _SPARE_THREADS})"
        )
        raise CommandFailed(msg)
    if settings.sandbox and options.host not in {"127.0.0.1", "::1", "localhost"}:
        msg = "the sandbox listens on this machine only: leave --host at 127.0.0.1"
        raise CommandFailed(msg)
    _check_schema(settings)
    say(f"Vouch listens on http://{options.host}:{options.port}, reached at {settings.public_url}")
    server_options = {
        "bind": f"{options.host}:{options.port}",
        "workers": options.workers,
        "threads": options.threads,
        "worker_class": "gthread",
        "limit_request_line": _REQUEST_LINE,
        "keepalive": 30,
        "timeout": 60,
        "graceful_timeout": 30,
        "accesslog": None,  # it would write tokens: page URLs carry them
        "errorlog": "-",
        "loglevel": settings.log_level.lower(),
        "control_socket_disable": True,
        "worker_exit": _stop_work,
    }
    _Server(settings, server_options).run()
    return 0


def _check_schema(settings: Settings) -> None:
    """The sandbox brings its database up by itself; in production `vouch init` does, once for all processes."""
    database = Database(settings.database_url)
    try:
        if settings.sandbox:
            migrate.upgrade(database)
        elif migrate.pending(database):
            msg = "the database is not at this version's schema: run `vouch init`"
            raise CommandFailed(msg)
    finally:
        database.close()


def settle() -> None:
    """Take what was built at the start out of the garbage collector's rounds: it lives as long as the process.

    Without this, every full round walks the whole engine and its libraries, and some requests wait for it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our options; each worker builds its own application after the fork."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand over the options that this gunicorn knows."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application of one worker."""
        app = create_app(self._settings)
        settle()
        return app


def _stop_work(_server: object, worker: Any) -> None:  # noqa: ANN401 (gunicorn ships no types)
    """Let the background work of a worker end with it."""
    app = getattr(worker, "wsgi", None)
    if isinstance(app, Flask):
        app.extensions["vouch"].stop()
