"""A Forge host in small: the packed app on an origin of its own, a page of the site around it, a proxy to the remote.

The stand-in site knows who the person is and gives tokens; the proxy turns a call of the bridge into a call of the API.
So the panel, Atlassian's bridge and the server are the real ones, and only Forge itself is played.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import requests
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.node.judge import HERE

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>An issue</title>
<style>iframe { border: 0; width: 420px; height: 1400px }</style>
<script type="module" src="/real-forge/host.mjs"></script></head>
<body><button id="dark">Dark</button><div id="place"></div></body></html>
"""
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class ForgeHost:
    """Answers for `/real-forge` in front of the site's own application."""

    def __init__(self, site: WSGIApplication, plugin_url: str) -> None:
        self._site, self._plugin_url = site, plugin_url
        self._tickets: dict[str, str] = {}
        self.enveloped = True

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer our paths; the site answers all others."""
        path = environ["PATH_INFO"]
        if path == "/real-forge":
            return Response(PAGE, mimetype="text/html")(environ, start)
        if path == "/real-forge/host.mjs":
            text = (HERE / "forge-host.mjs").read_text(encoding="utf-8")
            return Response(text, mimetype="text/javascript")(environ, start)
        if path == "/real-forge/remote":
            answer = self._remote(Request(environ).get_json())
            return Response(json.dumps(answer), mimetype="application/json")(environ, start)
        return self._site(environ, start)

    def _remote(self, call: dict[str, Any]) -> dict[str, Any]:
        """What Forge hands over: status, headers and the JSON body, in an envelope where the server makes them."""
        page = call["page"]
        if page not in self._tickets:
            shell = requests.get(page, timeout=10).text
            found = re.search(r'name="vouch-ticket" content="([^"]*)"', shell)
            assert found
            self._tickets[page] = found[1]
        headers = {"Authorization": f"JWT {call['token']}", "X-Vouch-Ticket": self._tickets[page]}
        answer = requests.request(
            call["method"], f"{self._plugin_url}{call['path']}", json=call.get("body"), headers=headers, timeout=25
        )
        body = answer.json() if answer.content else {}
        self._tickets[page] = body.get("ticket") or self._tickets[page]
        status = answer.status_code
        if self.enveloped and call["headers"].get("x-vouch-envelope") == "1" and status != 401:
            return {"status": 200, "headers": {}, "body": {"status": status, "headers": {}, "body": body}}
        return {"status": status, "headers": {}, "body": body}


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def frames(folder: Path, site: str) -> Iterator[str]:
    """Serve a packed app as Forge's content network does; yield its origin."""
    policy = (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"font-src 'self'; frame-ancestors {site}"
    )

    def serve(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        file = HERE / "forge-global-bridge.js" if path == "/global-bridge.js" else folder / "static" / path.lstrip("/")
        if not file.is_file():
            return Response("", 404)(environ, start)
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            text = text.replace("<head>", '<head><script src="/global-bridge.js"></script>', 1)
        headers = {"Content-Security-Policy": policy}
        return Response(text, mimetype=_TYPES[file.suffix], headers=headers)(environ, start)

    server = make_server("127.0.0.1", 0, serve, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
