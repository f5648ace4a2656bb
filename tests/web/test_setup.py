"""The set-up over HTTP: for administrators alone, answers as described, and no text but our own."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.web.schema import validator
from tests.fakes.signing_host import SigningHost
from tests.web.test_operations import administer

RULE = {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"}
TRIAL = {"document": {"places": {}, "rules": [RULE]}, "level": "public", "language": "de"}
PLACES = {"places": [{"product": "confluence", "key": "HR", "id": "7", "name": "Human resources", "kind": "global"}]}


def test_answers(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Suggestions and a trial are as they are described."""
    administer(app, yes=True)
    tried = client.post("/api/v1/setup/trial", json=TRIAL, headers=host.context())
    assert [error.message for error in validator("Trial").iter_errors(tried.get_json())] == []
    assert tried.get_json()["sentences"]
    asked = {"document": TRIAL["document"], "place": {"product": "jira", "key": "PAY", "name": "Payments"}}
    card = client.post("/api/v1/setup/card", json=asked, headers=host.context()).get_json()
    assert [error.message for error in validator("Card").iter_errors(card)] == []
    assert (card["place"], card["level"]) == ("Payments", None)
    found = client.post("/api/v1/setup/suggestions", json=PLACES, headers=host.context()).get_json()
    assert [error.message for error in validator("Suggestions").iter_errors(found)] == []
    assert found["suggestions"] == [{"level": "confidential", "why": "name", "word": "human resources"}]


def test_only_for_administrators(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Anybody else is refused."""
    administer(app, yes=False)
    for path, body in (("trial", TRIAL), ("suggestions", PLACES)):
        assert client.post(f"/api/v1/setup/{path}", json=body, headers=host.context()).status_code == 403


@pytest.mark.parametrize("change", [{"text": "mine"}, {"level": "secret"}, {"document": {"places": {}}}])
def test_wrong_trials(app: Flask, client: FlaskClient, host: SigningHost, change: dict[str, object]) -> None:
    """A text of one's own, a level that there is not, and what is no policy are refused."""
    administer(app, yes=True)
    assert client.post("/api/v1/setup/trial", json=TRIAL | change, headers=host.context()).status_code == 400
