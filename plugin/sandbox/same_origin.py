"""Only the site's own pages may ask for tokens or change anything: the browser says where a request comes from."""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, request

from plugin.sandbox.state import live


def require_same_origin() -> None:
    """Refuse (403) unless `Origin` is the site's own and `Sec-Fetch-Site`, if sent, does not say otherwise.

    A browser sends `Origin` with every POST. A program that is no browser says `Origin: <base URL>` itself.
    """
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.headers.get("Origin") != live().base_url or fetched != "same-origin":
        abort(HTTPStatus.FORBIDDEN, "Only the site's own pages may ask for this.")
