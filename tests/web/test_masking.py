"""The preview of masking: for administrators, valid by its schema, and gone when it is answered."""

from __future__ import annotations

import logging

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text

from plugin.masking.preview import preview
from plugin.policy.model import DEFAULT_MASKING
from plugin.web.schema import validator
from tests.fakes.signing_host import SigningHost

PATH = "/api/v1/masking/preview"
CANARY = "zyxwvcanary@example.com"
SAID = f"Write to {CANARY} or call +44 20 7946 0958, password=hunter22"


def administer(app: Flask, *, yes: bool) -> None:
    """Let the host say whether people are administrators."""
    checks = app.extensions["vouch"].admins._administration._checks
    checks.update({product: lambda _: yes for product in checks})


def test_preview(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """The masked text and the counts come back."""
    administer(app, yes=True)
    answer = client.post(PATH, json={"text": SAID, "level": "confidential"}, headers=host.context())
    body = answer.get_json()
    assert answer.status_code == 200
    assert [error.message for error in validator("MaskingPreview").iter_errors(body)] == []
    assert "example.com" not in body["text"]
    assert body["text"].endswith("password=[SECRET]")
    assert body["receipt"] == {"total": 3, "counts": {"email": 1, "phone": 1, "secret": 1}}


def test_only_for_administrators(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Anybody else is refused, whatever the body."""
    administer(app, yes=False)
    for body in ({"text": SAID, "level": "public"}, {}):
        answer = client.post(PATH, json=body, headers=host.context())
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "not_admin")
    assert client.post(PATH, json={"text": SAID, "level": "public"}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x" * 20_001, "level": "public"},
        {"text": "", "level": "public"},
        {"text": SAID, "level": "secret"},
        {"text": SAID},
        {"text": SAID, "level": "public", "keep": True},
    ],
)
def test_wrong_bodies(app: Flask, client: FlaskClient, host: SigningHost, body: dict[str, object]) -> None:
    """What is too long, empty, of no level or unknown is refused, and nothing of it is repeated."""
    administer(app, yes=True)
    answer = client.post(PATH, json=body, headers=host.context())
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_body")
    assert "example.com" not in answer.get_data(as_text=True)


def test_nothing_is_kept(
    app: Flask,
    client: FlaskClient,
    host: SigningHost,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not a byte of the text reaches a log or a table."""
    caplog.set_level(logging.DEBUG)
    structlog.reset_defaults()
    administer(app, yes=True)
    assert client.post(PATH, json={"text": SAID, "level": "public"}, headers=host.context()).status_code == 200
    assert CANARY not in caplog.text + "".join(capsys.readouterr())
    database = app.extensions["vouch"].database
    with database.read() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608 (names of our own tables)
            assert CANARY not in repr(rows), table


def test_no_placeholder_can_be_guessed() -> None:
    """Each preview has a nonce of its own, and what looks like a placeholder loses its brackets."""
    one, two = (preview(f"{SAID} [EMAIL_AAAAAA_1]", DEFAULT_MASKING).text for _ in range(2))
    assert one != two
    assert "(EMAIL_AAAAAA_1)" in one
