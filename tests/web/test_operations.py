"""Health, engines, keys and places over HTTP: for administrators alone, as described, no secret among them."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.web.schema import validator
from tests.fakes.signing_host import SECRET, SigningHost

PAGES = {
    "/api/v1/operations/health": "Health",
    "/api/v1/operations/engines": "Engines",
    "/api/v1/operations/keys": "Keys",
    "/api/v1/places": "PlacePage",
}


def administer(app: Flask, *, yes: bool) -> None:
    """Let the host say whether people are administrators."""
    checks = app.extensions["vouch"].admins._administration._checks
    checks.update({product: lambda _: yes for product in checks})


def test_answers(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Each answer is as it is described, and holds neither the shared secret nor a key."""
    administer(app, yes=True)
    for path, schema in PAGES.items():
        answer = client.get(path, headers=host.context())
        assert (answer.status_code, path) == (200, path)
        assert [error.message for error in validator(schema).iter_errors(answer.get_json())] == []
        assert SECRET not in answer.text
        assert "PRIVATE" not in answer.text
        assert not any(key in answer.text for key in app.extensions["vouch"].settings.secret_keys)
    renewed = client.post("/api/v1/operations/keys/signing", headers=host.context())
    assert [row["retired_at"] is None for row in renewed.get_json()["signing"]] == [False, True]
    assert client.post("/api/v1/places/refresh", headers=host.context()).status_code == 202


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/operations/keys/signing", "/api/v1/places/refresh"])
def test_only_for_administrators(app: Flask, client: FlaskClient, host: SigningHost, path: str) -> None:
    """Anybody else is refused, and who has no token is not known at all."""
    administer(app, yes=False)
    ask = client.get if path in PAGES else client.post
    answer = ask(path, headers=host.context())
    assert (answer.status_code, json.loads(answer.text)["error"]["code"]) == (403, "not_admin")
    assert ask(path).status_code == 401


@pytest.mark.parametrize("query", ["limit=501", "offset=-1", "level=secret", "product=bitbucket", "text=" + "x" * 101])
def test_wrong_questions(app: Flask, client: FlaskClient, host: SigningHost, query: str) -> None:
    """A question about places that is out of bounds is refused."""
    administer(app, yes=True)
    assert client.get(f"/api/v1/places?{query}", headers=host.context()).status_code == 400
