"""Headers of every answer (facts: Atlassian's security requirements for cloud apps).

Pages may be framed by the installation's own origins and by nobody else. `frame-ancestors` takes scheme and host:
a path would blank Confluence. There is no X-Frame-Options (it cannot name two origins) and no cookie at all.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from plugin.identity.repository import Installation


def register(app: Flask, bridge_url: str) -> None:
    """Set the headers of every answer."""
    bridge = origin(bridge_url)

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.endpoint == "static":
            headers["Cache-Control"] = "public, max-age=300"
        else:
            headers["Cache-Control"] = "no-cache, no-store"
        headers["Content-Security-Policy"] = _policy(bridge) if response.mimetype == "text/html" else _NOTHING
        return response


_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def nonce() -> str:
    """Return this request's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    value: str = g.nonce
    return value


def _policy(bridge: str) -> str:
    installation: Installation | None = g.get("installation")
    ancestors = "'none'"
    if installation is not None:
        origins = {origin(url) for url in (installation.base_url, installation.display_url) if url}
        ancestors = " ".join(sorted(origins)) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce()}' {bridge}",
            f"style-src 'self' {bridge}",
            "img-src 'self' data:",
            "connect-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


@lru_cache(maxsize=2000)
def origin(url: str) -> str:
    """Scheme and host (and port) of a URL, safe inside a header; empty where it has none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or not all(c.isalnum() or c in ".-:[]" for c in host):
        return ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
