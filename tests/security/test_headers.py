"""Headers of every answer, and what Atlassian's own scanner asks of every URL of the descriptors."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from flask.testing import FlaskClient

from descriptors import PRODUCTS, render
from tests.fakes.signing_host import PUBLIC_URL, SigningHost


def descriptor_urls() -> list[tuple[str, str]]:
    """(product, path) of every URL that the descriptors name, without queries."""
    found: list[tuple[str, str]] = []

    def walk(product: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in {"url", "installed", "uninstalled"} and isinstance(inner, str) and inner.startswith("/"):
                    found.append((product, inner.partition("?")[0]))
                walk(product, inner)
        elif isinstance(value, list):
            for inner in value:
                walk(product, inner)

    for product in PRODUCTS:
        walk(product, render(product, PUBLIC_URL))
    return sorted(set(found))


@pytest.mark.parametrize(("product", "path"), descriptor_urls())
def test_scanner(client: FlaskClient, host: SigningHost, product: str, path: str) -> None:
    """Without a genuine token, every URL of the descriptor answers 400 or more, by GET and by POST."""
    wrong = jwt.encode({"iss": host.client_key, "sub": "x"}, "wrong" * 8, algorithm="HS256")
    unsigned = jwt.encode({"iss": host.client_key, "sub": "x"}, None, algorithm="none")
    for method in ("GET", "POST"):
        for token in ("", wrong, unsigned):
            headers = {"Authorization": f"JWT {token}"} if token else {}
            assert client.open(f"/{product}{path}", method=method, headers=headers).status_code >= 400
            assert client.open(f"/{product}{path}?jwt={token}", method=method).status_code >= 400


@pytest.mark.parametrize(("product", "path"), descriptor_urls())
def test_urls_exist(client: FlaskClient, product: str, path: str) -> None:
    """No URL of the descriptors is a dead one."""
    answers = {client.open(f"/{product}{path}", method=method).status_code for method in ("GET", "POST")}
    assert 404 not in answers


@pytest.mark.parametrize(
    "path",
    ["/jira/panel", "/api/v1/bootstrap", "/healthz", "/jira/atlassian-connect.json", "/nowhere", "/static/vouch.css"],
)
def test_headers_everywhere(client: FlaskClient, path: str) -> None:
    """Security headers stand on every answer, errors and static files included; there is no cookie."""
    answer = client.get(path, buffered=True)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "X-Frame-Options" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "Content-Security-Policy" in answer.headers
    if not path.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-cache, no-store"


def test_content_security_policy(client: FlaskClient, host: SigningHost) -> None:
    """A page may be framed by its installation's origins alone, and runs only scripts of ours and the bridge."""
    answer = client.get(host.page("/panel", {"issueId": "1"}))
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "http://127.0.0.1:2990"
    assert policy["default-src"] == "'none'"
    nonce = re.search(r"'nonce-([^']+)'", policy["script-src"])
    assert nonce
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    html = answer.get_data(as_text=True)
    for script in re.findall(r"<script[^>]*>", html):
        assert f'nonce="{nonce[1]}"' in script
    assert not re.search(r"\son[a-z]+=", html)
    assert not re.search(r"<[^>]+\sstyle=", html)


def test_nonce_is_fresh(client: FlaskClient, host: SigningHost) -> None:
    """Two answers never share a nonce."""
    policies = {client.get(host.page("/panel", {"issueId": "1"})).headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.usefixtures("install_keys")
def test_frame_ancestors_have_no_path(client: FlaskClient) -> None:
    """Confluence's address has a path; the policy names scheme and host only, of base and display URL."""
    host = SigningHost(
        product="confluence",
        base_url="http://127.0.0.1:2990/wiki",
        body_extra={"displayUrl": "https://docs.example.com/wiki"},
    )
    assert host.call(client).status_code == 204
    policy = client.get(host.page("/byline", {"contentId": "1"})).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors http://127.0.0.1:2990 https://docs.example.com")


def test_no_parameter_reaches_the_policy(client: FlaskClient, host: SigningHost) -> None:
    """`xdm_e` of the URL never decides who may frame the page."""
    answer = client.get(host.page("/panel", {"issueId": "1", "xdm_e": "https://evil.example.com"}))
    assert "evil" not in answer.headers["Content-Security-Policy"]


def test_server_faults_say_nothing(client: FlaskClient, host: SigningHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is a 500 with a reference and nothing of its own text."""
    services = client.application.extensions["vouch"]

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary-4711")

    monkeypatch.setattr(type(services.overviews), "of", broken)
    answer = client.get("/api/v1/bootstrap", headers=host.context())
    assert answer.status_code == 500
    assert "canary" not in answer.get_data(as_text=True)
    assert urlsplit(PUBLIC_URL).hostname not in answer.get_data(as_text=True)
    assert len(answer.get_json()["error"]["ref"]) == 6
