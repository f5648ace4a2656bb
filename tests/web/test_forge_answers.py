"""Answers through Forge: a body always, one meaning of 401, an envelope on demand, and a limit."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.fakes.forge_host import ForgeHost
from tests.fakes.signing_host import SigningHost


def test_no_content(client: FlaskClient, forge: ForgeHost, host: SigningHost) -> None:
    """What answers 204 through Connect answers 200 and an empty object through Forge."""
    signal = {"name": "panel.viewed"}
    connect = client.post("/api/v1/signals", json=signal, headers=host.context())
    answer = client.post("/api/v1/signals", json=signal, headers=forge.headers())
    assert (connect.status_code, connect.data) == (204, b"")
    assert (answer.status_code, answer.mimetype, answer.get_json()) == (200, "application/json", {})


def test_every_answer_has_a_body(client: FlaskClient, forge: ForgeHost) -> None:
    """Missing routes, wrong methods, wrong bodies, other people's runs and refusals are JSON, and never 401 or 3xx."""
    for method, path, body in (
        ("GET", "/api/v1/nothing", None),
        ("GET", "/api/v1/bootstrap/", None),
        ("DELETE", "/api/v1/runs", None),
        ("POST", "/api/v1/runs", {"use_case": 7}),
        ("POST", "/api/v1/runs", None),
        ("GET", "/api/v1/runs/unknown", None),
        ("GET", "/api/v1/runs/unknown/events", None),
        ("GET", "/api/v1/policy", None),
        ("GET", "/forge/installed", None),
    ):
        answer = client.open(path, method=method, json=body, headers=forge.headers())
        assert answer.mimetype == "application/json", path
        assert answer.get_json()["error"]["code"], path
        assert answer.status_code >= 400, path
        assert answer.status_code != 401, path


def test_streams(client: FlaskClient, forge: ForgeHost) -> None:
    """Nothing is streamed: the panel is told to ask now and then."""
    answer = client.get("/api/v1/runs/any/events", headers=forge.headers())
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "streams_busy")


@pytest.mark.parametrize("size", [500_001, 900_000])
def test_limit(client: FlaskClient, forge: ForgeHost, size: int) -> None:
    """More than half a million bytes are refused before the token is used up."""
    headers = forge.headers()
    body = {"data": "x" * size, "content_type": "application/json", "headers": headers}
    answer = client.post("/api/v1/runs", **body)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "body_too_large")
    assert client.get("/api/v1/policy", headers=headers).status_code != 401


def test_envelope(client: FlaskClient, forge: ForgeHost, host: SigningHost) -> None:
    """A frame that asks gets status and body inside a 200; a failed token stays a 401; Connect knows no envelope."""
    asked = {"X-Vouch-Envelope": "1"}
    answer = client.get("/api/v1/runs/unknown", headers={**forge.headers(), **asked})
    assert answer.status_code == 200
    assert (answer.get_json()["status"], answer.get_json()["body"]["error"]["code"]) == (404, "run_not_found")
    empty = client.post("/api/v1/signals", json={"name": "panel.viewed"}, headers={**forge.headers(), **asked})
    assert (empty.get_json()["status"], empty.get_json()["body"]) == (204, None)
    assert client.get("/api/v1/policy", headers={**forge.headers({"nbf": None}), **asked}).status_code == 401
    plain = client.get("/api/v1/runs/unknown", headers={**host.context(), **asked})
    assert (plain.status_code, "status" in plain.get_json()) == (404, False)


def test_nobody(client: FlaskClient, forge: ForgeHost) -> None:
    """A call that names no person is refused with the reason, and is no 401."""
    answer = client.get("/api/v1/bootstrap", headers=forge.headers({"principal": None}))
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "no_person")


def test_uninstalled(client: FlaskClient, forge: ForgeHost) -> None:
    """After the uninstall a person's older token is refused with the reason."""
    assert client.post("/forge/installed", headers=forge.system()).get_json() == {}
    assert client.post("/forge/uninstalled", headers=forge.system()).get_json() == {}
    answer = client.get("/api/v1/bootstrap", headers=forge.headers())
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "not_installed")
