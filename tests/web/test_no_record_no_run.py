"""Where the record cannot be written, nothing happens."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from plugin.assist import recorder
from plugin.store.tables import runs, usage_events
from tests.fakes.signing_host import SigningHost


def test_no_record_no_run(
    app: Flask,
    client: FlaskClient,
    host: SigningHost,
    install_keys: responses.RequestsMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A run whose beginning cannot be recorded is not stored, asks the host for nothing, and is a fault of ours."""

    def broken(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(recorder, "append", broken)
    calls = len(install_keys.calls)
    answer = client.post("/api/v1/runs", json={"use_case": "summarise"}, headers=host.context())
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "internal")
    assert len(install_keys.calls) == calls  # the host was not asked for anything
    with app.extensions["vouch"].database.read() as connection:
        for table in (runs, usage_events):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
