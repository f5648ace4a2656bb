"""Serves the app's pages in a thread, on a port and so on an origin of their own."""

from __future__ import annotations

import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from plugin.sandbox.forge.frames import create_frames
from plugin.sandbox.state import SiteState

_HOST = "127.0.0.1"


class FramesServer:
    """The app's pages; answers from the start on."""

    def __init__(self, state: SiteState) -> None:
        self._server = make_server(_HOST, 0, create_frames(state), threaded=True, request_handler=_Quiet)
        self.url = f"http://{_HOST}:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="frames", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Quiet(WSGIRequestHandler):
    """Writes no request log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""
