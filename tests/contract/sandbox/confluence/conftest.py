"""Calls Confluence's REST as a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from plugin.sandbox.serve import SiteServer

Call = Callable[..., requests.Response]


@pytest.fixture
def wiki(site: SiteServer, people: dict[str, str]) -> Call:
    """Call the wiki as a person: `wiki("ines", "GET", "api/v2/pages/196610", params=...)`."""

    def send(who: str, method: str, path: str, **more: Any) -> requests.Response:
        scopes = more.pop("scopes", frozenset({"READ", "WRITE", "DELETE"}))
        token = site.state.grant(more.pop("product", "confluence"), people[who], scopes)
        address = f"{site.base_url}{path}" if path.startswith("/") else f"{site.base_url}/wiki/{path}"
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(method, address, headers=headers, timeout=10, allow_redirects=False, **more)

    return send
