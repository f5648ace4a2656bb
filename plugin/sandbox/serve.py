"""Runs the stand-in site on this machine, for the demo and for tests. It refuses to run in production."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from plugin.sandbox import lifecycle
from plugin.sandbox.errors import SandboxError
from plugin.sandbox.forge import install as forge_install
from plugin.sandbox.forge.door import ForgeInstallation
from plugin.sandbox.forge.serve import FramesServer
from plugin.sandbox.host import create_site
from plugin.sandbox.site import Site
from plugin.sandbox.state import Installation, SiteSettings, SiteState

_HOST = "127.0.0.1"


class SiteServer:
    """The site in a thread; a context manager.

    Attributes:
        base_url: where it answers; known before it starts.
        app: its Flask application.
    """

    def __init__(self, port: int = 0, *, site: Site | None = None, settings: SiteSettings | None = None) -> None:
        if os.environ.get("VOUCH_ENVIRONMENT", "").strip().lower() == "production":
            raise SandboxError("The stand-in site does not run where VOUCH_ENVIRONMENT is production.")
        try:
            listening = socket.create_server((_HOST, port))  # ours, because Werkzeug leaves the process on a taken port
        except (OSError, OverflowError) as error:
            raise SandboxError(f"Port {port} of {_HOST} is not free.") from error
        with listening:
            # The port must be known before the site can be built, so the server starts with an empty application.
            self._server = make_server(
                _HOST, port, Flask(__name__), threaded=True, request_handler=_Quiet, fd=listening.fileno()
            )
        self.base_url = f"http://{_HOST}:{self._server.port}"
        self.app = create_site(self.base_url, site=site, settings=settings)
        self._server.app = releasing(self.app)
        self._thread: threading.Thread | None = None
        self._frames: FramesServer | None = None

    @property
    def state(self) -> SiteState:
        """The live site: its content, registrations and faults."""
        state: SiteState = self.app.extensions["site"]
        return state

    def start(self) -> None:
        """Answer from now on; starting twice changes nothing."""
        if self._thread is None:
            serve = self._server.serve_forever
            self._thread = threading.Thread(target=serve, kwargs={"poll_interval": 0.05}, name="site", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port; a stopped server does not start again."""
        self.state.faults.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        if self._frames is not None:
            self._frames.stop()

    def offer_forge(self, folder: Path) -> None:
        """Let a packed Forge app wait for an administrator, and serve its pages from now on."""
        if self._frames is None:
            self._frames = FramesServer(self.state)
            self.state.forge.frames_url = self._frames.url
        self.state.forge.offered = folder

    def install_forge(self, folder: Path, *, settle_seconds: float = 0.0) -> ForgeInstallation:
        """Install a packed Forge app as an administrator who approves it.

        Raises:
            SandboxError: what is wrong with its manifest, in plain words.
        """
        self.offer_forge(folder)
        return forge_install.install(self.state, folder, settle_seconds=settle_seconds)

    def uninstall_forge(self) -> None:
        """Uninstall the Forge app.

        Raises:
            SandboxError: none is installed.
        """
        forge_install.uninstall(self.state)

    def install(self, plugin_url: str, product: str = "jira") -> Installation:
        """Install the app that is at this address by the signed lifecycle.

        Raises:
            SandboxError: what went wrong, in plain words.
        """
        return lifecycle.install(self.state, plugin_url, product)

    def uninstall(self, product: str = "jira") -> None:
        """Uninstall the app.

        Raises:
            SandboxError: nothing is installed, or the app did not take it.
        """
        lifecycle.uninstall(self.state, product)

    def rotate_secret(self, product: str = "jira") -> Installation:
        """Give the app a new shared secret.

        Raises:
            SandboxError: nothing is installed, or the app refused; the old secret stands then.
        """
        return lifecycle.rotate_secret(self.state, product)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def releasing(app: WSGIApplication) -> WSGIApplication:
    """Close each answer's body even where the client has gone, which Werkzeug's server forgets: a file stays open then.

    Only for its development server, which the demo and the tests run.
    """

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        return _closed_after(app(environ, start))

    return application


def _closed_after(body: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from body
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


class _Quiet(WSGIRequestHandler):
    """Writes no request log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""
