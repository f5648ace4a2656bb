"""Answers through Forge: a JSON body always, and the frame's envelope, so that no status is lost on the way."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from plugin.web import whole_answers

ASKED = {"X-Vouch-Envelope": "1"}


@pytest.fixture
def client() -> FlaskClient:
    """An app whose requests come through Forge, but for those below /connect."""
    app = Flask(__name__)
    whole_answers.register(app)

    @app.before_request
    def begin() -> None:
        if not request.path.startswith("/connect"):
            whole_answers.begin(request)

    @app.get("/<door>/<int:status>")
    def answer(door: str, status: int) -> tuple[object, int]:
        del door
        return ("", 204) if status == HTTPStatus.NO_CONTENT else (jsonify({"code": status}), status)

    @app.get("/forge/text")
    def text() -> Response:
        return Response("a,b\r\n1,2\r\n", mimetype="text/csv", headers={"X-Vouch-Cursor": "7"})

    return app.test_client()


@pytest.mark.parametrize(("status", "body"), [(200, {"code": 200}), (403, {"code": 403}), (503, {"code": 503})])
def test_envelope(client: FlaskClient, status: int, body: dict[str, int]) -> None:
    """Whatever the answer is, it arrives with 200, its status beside its body."""
    answer = client.get(f"/forge/{status}", headers=ASKED)
    assert (answer.status_code, answer.json) == (200, {"status": status, "headers": {}, "body": body})
    assert client.get(f"/forge/{status}").status_code == status


def test_nothing_and_text(client: FlaskClient) -> None:
    """An empty answer has a body all the same, what is no JSON comes as text, our own headers along."""
    assert client.get("/forge/204", headers=ASKED).json == {"status": 204, "headers": {}, "body": None}
    assert (client.get("/forge/204").status_code, client.get("/forge/204").json) == (200, {})
    text = {"status": 200, "headers": {"x-vouch-cursor": "7"}, "body": "a,b\r\n1,2\r\n"}
    assert client.get("/forge/text", headers=ASKED).json == text


def test_a_failed_token_is_no_secret(client: FlaskClient) -> None:
    """401 stays what it is: Forge itself acts on it."""
    answer = client.get("/forge/401", headers=ASKED)
    assert (answer.status_code, answer.json) == (401, {"code": 401})


def test_connect_knows_no_envelope(client: FlaskClient) -> None:
    """Through the other door the header means nothing."""
    assert client.get("/connect/403", headers=ASKED).status_code == HTTPStatus.FORBIDDEN
    assert client.get("/connect/204", headers=ASKED).status_code == HTTPStatus.NO_CONTENT
