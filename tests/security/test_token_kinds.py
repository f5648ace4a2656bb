"""Every route takes its own kind of token and no other; the list of routes is the application's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from connectors.host.model import Product
from plugin.identity.caller import TokenKind
from plugin.web import api, descriptors, forge, health, lifecycle, pages
from plugin.web.tokens import check_routes, declared
from tests.fakes.signing_host import SigningHost, rsa_key, simple_qsh


def _bare() -> Flask:
    app = Flask("routes", static_folder=None)
    for module in (descriptors, lifecycle, forge, pages, api, health):
        app.register_blueprint(module.blueprint)
    return app


APP = _bare()
RULES = [rule for rule in APP.url_map.iter_rules() if rule.endpoint != "static"]


def _method(rule: Any) -> str:
    return next(iter(sorted(rule.methods - {"HEAD", "OPTIONS"})))


def _kind(rule: Any) -> TokenKind:
    said = declared(APP, rule.endpoint)
    assert said is not None
    return said[0]


GUARDED = [(rule.rule.replace("<run_id>", "A" * 22), _method(rule), _kind(rule)) for rule in RULES]
GUARDED = [entry for entry in GUARDED if entry[2] is not TokenKind.PUBLIC]


def _qsh(path: str, method: str) -> str:
    return simple_qsh(method, path.removeprefix("/jira").removeprefix("/confluence"))


WRONG: dict[str, Callable[[SigningHost, str, str], str]] = {
    "garbage": lambda *_: "not.a.token",
    "empty parts": lambda *_: "..",
    "huge": lambda *_: "e" * 20_000,
    "unsigned": lambda h, p, m: jwt.encode(_claims(h, p, m), None, algorithm="none"),
    "another secret": lambda h, p, m: jwt.encode(_claims(h, p, m), "x" * 40, algorithm="HS256"),
    "another algorithm": lambda h, p, m: jwt.encode(_claims(h, p, m), "s" * 64, algorithm="HS512"),
    "the public key as secret": lambda h, p, m: _public_key_as_secret(_claims(h, p, m)),
    "expired": lambda h, p, m: h.token(qsh=_qsh(p, m), exp=int(time.time()) - 60),
    "expired context": lambda h, *_: h.token(exp=int(time.time()) - 60),
    "no expiry": lambda h, p, m: h.token(qsh=_qsh(p, m), exp=None),
    "no expiry, context": lambda h, *_: h.token(exp=None),
    "no issue time": lambda h, *_: h.token(iat=None),
    "unknown issuer": lambda *_: SigningHost(client_key="nobody").token(),
    "no issuer": lambda h, *_: h.token(iss=None),
    "no hash": lambda h, *_: h.token(qsh=None),
    "hash of another page": lambda h, *_: h.token(qsh=simple_qsh("GET", "/elsewhere")),
    "hash of the base path included": lambda h, p, m: h.token(qsh=simple_qsh(m, p)),
    "critical extension": lambda h, *_: jwt.encode(
        {"iss": h.client_key}, h.secret, algorithm="HS256", headers={"crit": ["b64"]}
    ),
}


def _claims(host: SigningHost, path: str, method: str) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": host.client_key, "sub": "a", "iat": now, "exp": now + 60, "qsh": _qsh(path, method)}


def _public_key_as_secret(claims: dict[str, Any]) -> str:
    """HS256 with the public RSA key as the secret, which PyJWT refuses to make."""
    import base64  # noqa: PLC0415 (only here)
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415
    import json  # noqa: PLC0415

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    head = f"{part({'alg': 'HS256', 'kid': 'kid-1', 'typ': 'JWT'})}.{part(claims)}"
    signature = hmac.new(rsa_key()[1].encode(), head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _send(client: FlaskClient, host: SigningHost, path: str, method: str, token: str, where: str) -> int:
    url = f"{path}?jwt={token}" if where == "query" else path
    headers = {"Authorization": f"JWT {token}"} if where == "header" else {}
    body = host.body(path.rpartition("/")[2]) if method in {"POST", "PUT"} else None
    return client.open(url, method=method, headers=headers, json=body).status_code


@pytest.mark.parametrize(("path", "method", "kind"), GUARDED, ids=str)
def test_wrong_tokens(client: FlaskClient, host: SigningHost, path: str, method: str, kind: TokenKind) -> None:
    """No token at all, and each wrong one in either place, is 401 on every guarded route."""
    assert client.open(path, method=method, json={} if method != "GET" else None).status_code == 401
    for name, make in WRONG.items():
        for where in ("header", "query"):
            token = make(host, path, method)
            assert _send(client, host, path, method, token, where) == 401, f"{name} in the {where} at {path} ({kind})"


@pytest.mark.parametrize(("path", "method", "kind"), GUARDED, ids=str)
def test_other_kinds(client: FlaskClient, host: SigningHost, path: str, method: str, kind: TokenKind) -> None:
    """A genuine token of each other kind is 401, in either place."""
    event = path.rpartition("/")[2]
    genuine = {
        TokenKind.CONTEXT: host.token(),
        TokenKind.PAGE: host.token(qsh=_qsh(path, method)),
        TokenKind.LIFECYCLE: host.lifecycle_token(event),
    }
    for other, token in genuine.items():
        for where in ("header", "query"):
            right_place = {TokenKind.PAGE: "query"}.get(kind, "header")
            # A webhook's token has the form of a page's: bound to its URL.
            same = other is kind or (kind is TokenKind.WEBHOOK and other is TokenKind.PAGE)
            if same and where == right_place:
                continue
            assert _send(client, host, path, method, token, where) == 401, f"{other} token in the {where}"


def test_both_places_at_once(client: FlaskClient, host: SigningHost) -> None:
    """A token in the query and in the header at once is refused, even if both are right."""
    page = host.page("/panel", {"surface": "context"})
    assert client.get(page, headers={"Authorization": f"JWT {host.token()}"}).status_code == 401
    assert client.get(f"/api/v1/bootstrap?jwt={host.token()}", headers=host.context()).status_code == 401


def test_page_bound_to_its_parameters(client: FlaskClient, host: SigningHost) -> None:
    """A page's token opens the very URL it was made for; another issue's parameters break the hash."""
    page = host.page("/panel", {"surface": "context", "issueId": "11101", "projectKey": "PAY"})
    assert client.get(page).status_code == 200
    assert client.get(page.replace("11101", "11102")).status_code == 401
    assert client.get(page + "&issueKey=PAY-1").status_code == 401
    assert client.get(page.replace("/jira/panel", "/jira/admin")).status_code == 401


def test_a_person_is_needed(client: FlaskClient, host: SigningHost) -> None:
    """Anonymous visitors get neither page nor API."""
    assert client.get(host.page("/panel", {"issueId": "1"}, sub=None)).status_code == 401
    assert client.get("/api/v1/bootstrap", headers=host.context(sub=None)).status_code == 401
    assert client.get("/api/v1/bootstrap", headers=host.context(sub=" " * 200)).status_code == 401


def test_products_do_not_mix(client: FlaskClient, host: SigningHost) -> None:
    """Jira's token does not open Confluence's page, even for the same path."""
    token = host.token(qsh=simple_qsh("GET", "/admin"))
    assert client.get(f"/jira/admin?jwt={token}").status_code == 200
    assert client.get(f"/confluence/admin?jwt={token}").status_code == 401


def test_webhook(client: FlaskClient, host: SigningHost) -> None:
    """A genuine webhook is heard and answered without content."""
    token = host.token(qsh=simple_qsh("POST", "/webhooks"), sub=None)
    answer = client.post("/jira/webhooks", headers={"Authorization": f"JWT {token}"})
    assert (answer.status_code, answer.data) == (204, b"")


def test_undeclared_route_stops_the_start() -> None:
    """A route that says nothing about its token is found before the first request."""
    app = _bare()
    app.add_url_rule("/oops", "oops", lambda: "oops")
    with pytest.raises(RuntimeError, match="/oops"):
        check_routes(app)


def test_every_door_has_its_product() -> None:
    """Page, lifecycle and webhook routes name the product; it is the one of their path."""
    for rule in RULES:
        kind, product = declared(APP, rule.endpoint) or (None, None)
        if kind in {TokenKind.PAGE, TokenKind.LIFECYCLE, TokenKind.WEBHOOK}:
            assert Product(rule.rule.split("/")[1]) is product
