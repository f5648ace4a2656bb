"""A small app that stands in for the product: it serves the descriptor, and pages that load the site's bridge.

It remembers lifecycle callbacks. Its pages have a policy as strict as the product's.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

import descriptors


class Quiet(WSGIRequestHandler):
    """Writes no request log."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


class StandInApp:
    """Takes lifecycle callbacks and remembers them; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 204
        self.calls: list[tuple[str, str, dict[str, Any]]] = []  # path, Authorization, body
        self.app = Flask("stand-in-app")
        self.descriptor: Callable[[dict[str, Any]], dict[str, Any]] = lambda found: found
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.app.add_url_rule("/<product>/atlassian-connect.json", view_func=self._describe)
        self.app.add_url_rule("/<product>/<event>", view_func=self._called, methods=["POST"])
        self.app.add_url_rule("/jira/<any(panel, admin, welcome):page>", view_func=self._page)

    def _describe(self, product: str) -> dict[str, Any]:
        return self.descriptor(copy.deepcopy(descriptors.render(product, self.url)))

    def _called(self, product: str, event: str) -> tuple[str, int]:
        self.calls.append((f"/{product}/{event}", request.headers["Authorization"], request.get_json()))
        return "", self.status

    def _page(self, page: str) -> Response:
        site = request.args["xdm_e"]
        bridge = f'<script src="{site}/sandbox/all.js" data-options="margin:false"></script>'
        body = f'<div class="ac-content"><p id="page">{page}</p></div>'
        policy = f"default-src 'none'; script-src {site}; style-src 'self'; frame-ancestors {site}"
        html = f"<!doctype html><title>{page}</title>{bridge}{body}"
        return Response(html, mimetype="text/html", headers={"Content-Security-Policy": policy})
