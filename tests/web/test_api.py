"""The API's edges: bodies of every wrong form, unknown things, and the description that it keeps to."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.usage.events import EMITTED, UsageEvent
from plugin.web.schema import openapi, validator
from tests.fakes.signing_host import SigningHost

RUN = "A" * 22
POSTS = ["/api/v1/runs", f"/api/v1/runs/{RUN}/feedback", "/api/v1/signals"]


def problem(answer: Any) -> dict[str, Any]:
    """The body of a problem, valid by its schema."""
    body: dict[str, Any] = answer.get_json()
    assert [error.message for error in validator("Problem").iter_errors(body)] == []
    return body


@pytest.mark.parametrize("path", [*POSTS, "/api/v1/policy"])
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "malformed_json"),
        (b"{", "malformed_json"),
        (b"\xff\xfe", "malformed_json"),
        (b"[" * 100_000, "malformed_json"),
        (b"[]", "invalid_body"),
        (b"null", "invalid_body"),
        (b'"x"', "invalid_body"),
        (b"{}", "invalid_body"),
        (b'{"name": 5, "kind": 5, "use_case": 5, "document": 5}', "invalid_body"),
        (b'{"use_case": "summarise", "name": "panel.viewed", "kind": "helpful", "unknown": 1}', "invalid_body"),
    ],
)
def test_wrong_bodies(client: FlaskClient, host: SigningHost, path: str, raw: bytes, code: str) -> None:
    """Every wrong body is 400 with a stable code, and nothing of it is repeated."""
    method = "PUT" if path.endswith("policy") else "POST"
    answer = client.open(path, method=method, data=raw, headers=host.context())
    assert (400, code) == (answer.status_code, problem(answer)["error"]["code"])
    assert "unknown" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [*POSTS, "/api/v1/policy"])
def test_oversized_bodies(client: FlaskClient, host: SigningHost, path: str) -> None:
    """More than a million bytes is 413, whatever the length says."""
    method = "PUT" if path.endswith("policy") else "POST"
    big = b'{"use_case": "' + b"x" * 1_000_001 + b'"}'
    answer = client.open(path, method=method, data=big, headers=host.context())
    assert (answer.status_code, problem(answer)["error"]["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "wish",
    [
        {"use_case": "translate"},
        {"use_case": "summarise", "audience": "everybody"},
        {"use_case": "summarise", "length": "endless"},
        {"use_case": "summarise", "language": "<script>"},
        {"use_case": "summarise", "language": "e" * 50},
        {"use_case": "summarise", "engine": "other"},
        {"use_case": "summarise", "issue": "PAY-1"},
    ],
)
def test_wrong_wishes(client: FlaskClient, host: SigningHost, wish: dict[str, str]) -> None:
    """A run takes what the description lists; an issue cannot be wished for."""
    answer = client.post("/api/v1/runs", json=wish, headers=host.context())
    assert (answer.status_code, problem(answer)["error"]["code"]) == (400, "invalid_body")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "flag"},
        {"kind": "helpful", "code": "wrong"},
        {"kind": "flag", "code": "boring"},
        {"kind": "flag", "code": "wrong", "sentence": "1"},
    ],
)
def test_wrong_feedback(client: FlaskClient, host: SigningHost, body: dict[str, str]) -> None:
    """A flag needs a reason of the list; helpful takes none."""
    answer = client.post(f"/api/v1/runs/{RUN}/feedback", json=body, headers=host.context())
    assert answer.status_code == 400


@pytest.mark.parametrize("run_id", ["x", RUN, "%2e%2e", "a" * 500])
def test_unknown_runs(client: FlaskClient, host: SigningHost, run_id: str) -> None:
    """A run that is not this person's is not there, by any name."""
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/stop")):
        answer = client.open(f"/api/v1/runs/{run_id}{path}", method=method, headers=host.context())
        assert (answer.status_code, problem(answer)["error"]["code"] in {"run_not_found", "not_found"}) == (404, True)


@pytest.mark.parametrize("after", ["-1", "x", "1e9", "9" * 12, "\uff11"])
def test_wrong_numbers(client: FlaskClient, host: SigningHost, after: str) -> None:
    """`after` is a plain number."""
    answer = client.get(f"/api/v1/runs/{RUN}?after={after}", headers=host.context())
    assert answer.status_code in {400, 404}


def test_wrong_surface(client: FlaskClient, host: SigningHost) -> None:
    """A surface that does not exist is 400."""
    assert client.get("/api/v1/bootstrap?surface=<x>", headers=host.context()).status_code == 400


def test_unknown_paths_and_methods(client: FlaskClient, host: SigningHost) -> None:
    """What does not exist is 404 or 405, in the API's own form."""
    assert problem(client.get("/api/v1/nothing", headers=host.context()))["error"]["code"] == "not_found"
    answer = client.delete("/api/v1/runs", headers=host.context())
    assert (answer.status_code, problem(answer)["error"]["code"]) == (405, "http_405")
    assert "POST" in answer.headers["Allow"]


def test_five_runs_at_once(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """A person has at most five runs under way."""
    from sqlalchemy import insert  # noqa: PLC0415

    from plugin.store.tables import runs  # noqa: PLC0415

    services = app.extensions["vouch"]
    (installation,) = services.installations.by_client_key(host.client_key)
    person = services.installations.person(installation.tenant_id, host.account)
    from datetime import UTC, datetime  # noqa: PLC0415

    now = datetime.now(UTC)
    with services.database.begin() as connection:
        for number in range(5):
            connection.execute(
                insert(runs).values(
                    id=f"run-{number}", tenant_id=installation.tenant_id, installation_id=installation.id,
                    person=person, product="jira", item_id=str(number), item_key="", place_id="", place_key="",
                    use_case="summarise", audience="agent", length="brief", language="en", engine_wish="",
                    active_key=str(number), state="working", created_at=now, alive_at=now, stop_wanted=False,
                )
            )  # fmt: skip
    answer = client.post("/api/v1/runs", json={"use_case": "summarise"}, headers=host.context())
    assert (answer.status_code, problem(answer)["error"]["code"]) == (429, "too_many_runs")


def test_routes_are_described(app: Flask) -> None:
    """The description and the routes name the same operations."""
    described = {
        (f"/api/v1{path}", method.upper())
        for path, item in openapi()["paths"].items()
        for method in item
        if method in {"get", "post", "put", "delete"}
    }
    routed = {
        (re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routed


def test_description_is_sound() -> None:
    """Each schema of the description is a JSON schema, and its references lead somewhere."""
    for name in openapi()["components"]["schemas"]:
        found = validator(name)
        found.check_schema(found.schema)
    for reference in re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', json.dumps(openapi())):
        assert reference[1] in openapi()["components"][reference[0]]


def test_signals_are_usage_events() -> None:
    """Every name that a panel may report is an event that exists and is emitted."""
    names = openapi()["components"]["schemas"]["Signal"]["properties"]["name"]["enum"]
    assert {UsageEvent(name) for name in names} <= EMITTED


def test_ready(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ready means that the database answers; alive does not ask it."""
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (200, 200)
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    def broken(*_: object) -> None:
        raise OperationalError("x", {}, Exception("canary"))

    monkeypatch.setattr(type(app.extensions["vouch"].database), "read", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, client.get("/healthz").status_code) == (503, 200)
    assert "canary" not in answer.get_data(as_text=True)


def test_policy_for_administrators_alone(client: FlaskClient, host: SigningHost) -> None:
    """Where the host does not say that a person administers the site, the policy is neither shown nor changed."""
    for method in ("GET", "PUT"):
        body = {"document": {"places": {}, "rules": []}, "based_on": 0} if method == "PUT" else None
        answer = client.open("/api/v1/policy", method=method, json=body, headers=host.context())
        assert answer.status_code in {403, 502}
