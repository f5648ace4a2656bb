"""A running stand-in site with small content, and a small app that stands in for the product."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from plugin.sandbox.content.load import load_site
from plugin.sandbox.serve import SiteServer
from plugin.sandbox.site import Site
from tests.contract.sandbox.stand_in_app import StandInApp

Get = Callable[..., requests.Response]


@pytest.fixture
def plugin() -> Iterator[StandInApp]:
    """The stand-in app, running."""
    app = StandInApp()
    thread = threading.Thread(target=app.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield app
    app.server.shutdown()
    thread.join()
    app.server.server_close()


@pytest.fixture(scope="session")
def content() -> Site:
    """The company's content, loaded once; tests that change it take a copy."""
    return load_site()


@pytest.fixture(scope="session")
def private_key() -> rsa.RSAPrivateKey:
    """One RSA key for the whole run: making one takes longer than most tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(autouse=True)
def _one_key(private_key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every site of these tests sign with the run's key, each under an id of its own."""
    monkeypatch.setattr(rsa, "generate_private_key", lambda **_: private_key)


@pytest.fixture
def site(content: Site) -> Iterator[SiteServer]:
    """A running site with content of its own."""
    with SiteServer(site=copy.deepcopy(content)) as server:
        yield server


@pytest.fixture
def people(content: Site) -> dict[str, str]:
    """Handle -> account id."""
    return {user.display_name.split()[0].lower(): user.account_id for user in content.users}


@pytest.fixture
def call(site: SiteServer, people: dict[str, str]) -> Get:
    """Call the site's REST as a person: `call("ines", "GET", "issue/PAY-101", params=...)`."""

    def send(who: str, method: str, path: str, **more: Any) -> requests.Response:
        scopes = more.pop("scopes", frozenset({"READ", "WRITE", "DELETE"}))
        token = site.state.grant("jira", people[who], scopes)
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(
            method, f"{site.base_url}/rest/api/3/{path}", headers=headers, timeout=10, allow_redirects=False, **more
        )

    return send
