"""Who comes to the administrators' pages, as the record says it."""

from __future__ import annotations

import json

from flask import Flask
from flask.testing import FlaskClient

from plugin.audit.repository import records
from tests.fakes.signing_host import SigningHost


def events(app: Flask, host: SigningHost) -> list[tuple[str, str]]:
    """Events of administrators and their page."""
    services = app.extensions["vouch"]
    (installation,) = services.installations.by_client_key(host.client_key)
    found = [
        (json.loads(r.header)["event"], json.loads(r.payload or "{}"))
        for r in records(services.database, installation.tenant_id)
    ]
    return [(event, said["page"]) for event, said in found if event.startswith("admin:")]


def test_sign_ins_and_refusals_are_recorded(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Opening the page is a sign-in; whoever is no administrator is refused and stands in the record."""
    checks = app.extensions["vouch"].admins._administration._checks
    checks.update({product: lambda _: True for product in checks})
    assert client.get("/api/v1/policy", headers=host.context()).status_code == 200
    checks.update({product: lambda _: False for product in checks})
    assert client.get("/api/v1/policy", headers=host.context()).status_code == 403
    body = {"document": {"places": {}, "rules": []}, "based_on": 0}
    assert client.put("/api/v1/policy", json=body, headers=host.context()).status_code == 403
    assert events(app, host) == [
        ("admin:signed_in", "policy"),
        ("admin:refused", "policy"),
        ("admin:refused", "policy"),
    ]
