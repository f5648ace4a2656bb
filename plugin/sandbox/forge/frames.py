"""The app's pages on an origin of their own: static files, one strict policy, and the host's script put in first."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

from plugin.sandbox.errors import SandboxError
from plugin.sandbox.state import SiteState

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-ancestors {site}"
)
_SCRIPT = '<script src="/global-bridge.js" data-site="{site}"></script>'
_BRIDGE = "forge-bridge.js"
_OWN = Path(__file__).parents[1] / "static" / "frame"


def create_frames(state: SiteState) -> Flask:
    """Return the application that serves the installed app's resources; each is a folder by its key."""
    app = Flask(__name__, static_folder=None)

    @app.get("/global-bridge.js")
    def global_bridge() -> Response:
        return send_from_directory(_OWN, "global-bridge.js", mimetype="text/javascript")

    @app.get("/<resource>/<path:name>")
    def file(resource: str, name: str) -> Response:
        try:
            folder = state.forge.app.resource(resource)
        except SandboxError:
            folder = None
        if folder is None:
            abort(HTTPStatus.NOT_FOUND)
        if name == "index.html":
            return _page(state, (folder / name).read_text(encoding="utf-8"))
        own_bridge = name == _BRIDGE and not (folder / name).is_file()
        return send_from_directory(_OWN if own_bridge else folder, name)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY.format(site=state.base_url)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return app


def _page(state: SiteState, html: str) -> Response:
    script = _SCRIPT.format(site=state.base_url)
    return Response(html.replace("<head>", f"<head>\n{script}", 1), mimetype="text/html")
