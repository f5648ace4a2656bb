"""The signed lifecycle: what installs, and every published way to break one that does not."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
import responses
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from plugin.audit.repository import records, verify_tenant
from plugin.store.tables import installations
from plugin.web.services import Services
from tests.fakes.signing_host import KEYS_URL, PUBLIC_URL, SECRET, SigningHost, rsa_key, serve_keys, simple_qsh


def services_of(app: Flask) -> Services:
    """The application's services."""
    found: Services = app.extensions["vouch"]
    return found


def rows(app: Flask) -> list[Any]:
    """Every installation's row."""
    with services_of(app).database.read() as connection:
        return list(connection.execute(select(installations)).all())


@pytest.mark.usefixtures("install_keys")
def test_install(app: Flask, client: FlaskClient) -> None:
    """A signed install stores the installation with its own tenant; the secrets lie encrypted."""
    assert SigningHost().call(client).status_code == 204
    (row,) = rows(app)
    assert (row.product, row.client_key, row.state) == ("jira", "client-one", "installed")
    assert SECRET.encode() not in row.shared_secret
    assert b"oauth-client-one" not in row.oauth_client_id
    (installation,) = services_of(app).installations.by_client_key("client-one")
    assert (installation.shared_secret, installation.oauth_client_id) == (SECRET, "oauth-client-one")
    assert SECRET not in repr(installation)


CLAIMS: dict[str, dict[str, Any]] = {
    "another audience": {"aud": ["https://elsewhere.example.com/jira"]},
    "the other product's audience": {"aud": [f"{PUBLIC_URL}/confluence"]},
    "right audience second": {"aud": ["https://elsewhere.example.com", f"{PUBLIC_URL}/jira"]},
    "no audience": {"aud": None},
    "empty audience": {"aud": []},
    "another issuer": {"iss": "client-two"},
    "no issuer": {"iss": None},
    "expired": {"exp": int(time.time()) - 100},
    "no expiry": {"exp": None},
    "no issue time": {"iat": None},
    "context hash": {"qsh": "context-qsh"},
    "hash of another path": {"qsh": simple_qsh("POST", "/uninstalled")},
    "hash of another method": {"qsh": simple_qsh("GET", "/installed")},
    "no hash": {"qsh": None},
    "hash of a wrong type": {"qsh": 5},
}


@pytest.mark.parametrize("changes", CLAIMS.values(), ids=CLAIMS.keys())
@pytest.mark.usefixtures("install_keys")
def test_claims(app: Flask, client: FlaskClient, changes: dict[str, Any]) -> None:
    """Each wrong claim is 401 and changes nothing."""
    host = SigningHost()
    assert host.call(client, token=host.lifecycle_token(**changes)).status_code == 401
    assert rows(app) == []


@pytest.mark.usefixtures("install_keys")
def test_slash_at_the_end_of_the_audience(client: FlaskClient) -> None:
    """The one difference that Atlassian allows: a slash at the end."""
    host = SigningHost()
    assert host.call(client, token=host.lifecycle_token(aud=[f"{PUBLIC_URL}/jira/"])).status_code == 204


BODIES: dict[str, tuple[dict[str, Any], int]] = {
    "client key of another": ({"clientKey": "client-two"}, 401),
    "no client key": ({"clientKey": None}, 401),
    "client key of a wrong type": ({"clientKey": 5}, 401),
    "another app": ({"key": "vouch-confluence"}, 401),
    "another product": ({"productType": "confluence"}, 401),
    "no secret": ({"sharedSecret": None}, 400),
    "short secret": ({"sharedSecret": "short"}, 400),
    "secret of a wrong type": ({"sharedSecret": ["s" * 40]}, 400),
    "no address": ({"baseUrl": None}, 400),
    "foreign address": ({"baseUrl": "https://evil.example.com"}, 400),
    "address with a user": ({"baseUrl": "https://a@b.atlassian.net"}, 400),
    "address that ends like Atlassian's": ({"baseUrl": "https://evilatlassian.net"}, 400),
    "metadata service": ({"baseUrl": "http://169.254.169.254"}, 400),
    "script as display address": ({"displayUrl": "javascript:alert(1)"}, 400),
    "broken display address": ({"displayUrl": "https://[::1"}, 400),
    "another event": ({"eventType": "uninstalled"}, 400),
}


@pytest.mark.parametrize(("changes", "status"), BODIES.values(), ids=BODIES.keys())
@pytest.mark.usefixtures("install_keys")
def test_bodies(app: Flask, client: FlaskClient, changes: dict[str, Any], status: int) -> None:
    """The signature does not cover the body: each field is checked, and a bad one changes nothing."""
    host = SigningHost()
    assert host.call(client, body=host.body(**changes)).status_code == status
    assert rows(app) == []


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'"x"'])
@pytest.mark.usefixtures("install_keys")
def test_malformed_bodies(client: FlaskClient, raw: bytes) -> None:
    """What is not a JSON object is 400, never 500."""
    token = SigningHost().lifecycle_token()
    answer = client.post("/jira/installed", data=raw, headers={"Authorization": f"JWT {token}"})
    assert answer.status_code == 400


@pytest.mark.usefixtures("install_keys")
def test_oversized_body(client: FlaskClient) -> None:
    """More than a million bytes is 413."""
    host = SigningHost()
    assert host.call(client, body=host.body(description="x" * 1_000_001)).status_code == 413


@pytest.mark.parametrize("kid", ["../other", "a/b", "", "a" * 65, "a b", "ключ", "%2e%2e", "a?b"])
def test_key_ids(app: Flask, client: FlaskClient, kid: str) -> None:
    """A key id that could lead elsewhere is 401 before anything is fetched."""
    with responses.RequestsMock():
        assert SigningHost(kid=kid).call(client).status_code == 401
    assert rows(app) == []


def test_missing_key_id(client: FlaskClient) -> None:
    """A token without a key id is 401."""
    token = jwt.encode({"iss": "client-one"}, rsa_key()[0], algorithm="RS256")
    assert SigningHost().call(client, token=token).status_code == 401


def _pem(key: Any) -> str:
    encoded: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded.decode()


@pytest.mark.parametrize(
    "pem",
    [
        "<html>not found</html>",
        "",
        "x" * 20_000,
        _pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),  # noqa: S505 (weak on purpose)
        _pem(ec.generate_private_key(ec.SECP256R1())),
        rsa_key(1)[1],
    ],
    ids=["html", "empty", "huge", "weak", "not RSA", "somebody else's"],
)
def test_bad_keys(client: FlaskClient, pem: str) -> None:
    """A key host that answers something else than the right key proves nothing."""
    with responses.RequestsMock() as mock:
        mock.add(responses.GET, f"{KEYS_URL}/kid-1", body=pem or "\n")
        assert SigningHost().call(client).status_code == 401


@pytest.mark.parametrize(("status", "expected"), [(404, 401), (403, 401), (302, 401), (500, 503)])
def test_key_host_faults(client: FlaskClient, status: int, expected: int) -> None:
    """A missing key is 401; a broken key host is 503, so that the install is tried again."""
    with responses.RequestsMock() as mock:
        mock.add(responses.GET, f"{KEYS_URL}/kid-1", status=status, headers={"Location": "https://evil.example.com"})
        assert SigningHost().call(client).status_code == expected


def test_key_host_down(client: FlaskClient) -> None:
    """A key host that cannot be reached is 503."""
    with responses.RequestsMock():
        assert SigningHost().call(client).status_code == 503


def test_key_host_is_not_hammered(client: FlaskClient) -> None:
    """Made-up key ids cannot make us ask more than thirty times a minute."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for number in range(40):
            mock.add(responses.GET, f"{KEYS_URL}/k{number}", status=404)
        answers = [SigningHost(kid=f"k{number}").call(client).status_code for number in range(40)]
        assert len(mock.calls) == 30
    assert answers == [401] * 30 + [503] * 10


@pytest.mark.usefixtures("install_keys")
def test_reinstall_keeps_the_tenant(app: Flask, client: FlaskClient) -> None:
    """Re-install, a new secret and a new address keep the tenant and the installation."""
    SigningHost().call(client)
    (before,) = rows(app)
    SigningHost(secret="t" * 40, base_url="http://127.0.0.1:2991").call(client)
    (after,) = rows(app)
    assert (before.id, before.tenant_id, before.installed_at) == (after.id, after.tenant_id, after.installed_at)
    assert after.base_url == "http://127.0.0.1:2991"


@pytest.mark.usefixtures("install_keys")
def test_new_secret_replaces_the_old_at_once(client: FlaskClient) -> None:
    """After a rotation the old secret's tokens are 401 and the new one's are taken."""
    old, new = SigningHost(), SigningHost(secret="t" * 40)
    old.call(client)
    page = old.page("/admin")
    assert client.get(page).status_code == 200
    new.call(client)
    assert (client.get(page).status_code, client.get(new.page("/admin")).status_code) == (401, 200)


@pytest.mark.usefixtures("install_keys")
def test_import_is_a_new_installation(app: Flask, client: FlaskClient) -> None:
    """A new client key at the same address is another installation with another tenant, never merged."""
    SigningHost().call(client)
    SigningHost(client_key="client-two", secret="t" * 40).call(client)
    first, second = rows(app)
    assert first.base_url == second.base_url
    assert first.tenant_id != second.tenant_id


@pytest.mark.usefixtures("install_keys")
def test_two_products_two_tenants(app: Flask, client: FlaskClient) -> None:
    """Jira and Confluence of one site are two installations, even with one client key."""
    SigningHost().call(client)
    confluence = SigningHost(product="confluence", secret="t" * 40, base_url="http://127.0.0.1:2990/wiki")
    assert confluence.call(client).status_code == 204
    first, second = rows(app)
    assert {"jira", "confluence"} == {first.product, second.product}
    assert first.tenant_id != second.tenant_id
    assert client.get(confluence.page("/admin")).status_code == 200
    headers = {"Authorization": f"JWT {confluence.token()}"}
    assert client.get("/api/v1/bootstrap", headers=headers).get_json()["error"]["code"] == "no_item"


def test_uninstall(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Uninstall stops access at once, keeps the row, schedules the purge, and is recorded."""
    page = host.page("/admin")
    assert host.call(client, "uninstalled").status_code == 204
    assert client.get(page).status_code == 401
    assert client.get("/api/v1/bootstrap", headers=host.context()).status_code == 401
    (row,) = rows(app)
    assert row.state == "uninstalled"
    assert (row.purge_after - row.uninstalled_at).days == 30
    database = services_of(app).database
    events = [json.loads(record.header)["event"] for record in records(database, row.tenant_id)]
    assert events == ["installation:installed", "settings:changed", "installation:uninstalled"]
    assert verify_tenant(database, row.tenant_id).intact


def test_uninstall_twice(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Saying it twice changes nothing more."""
    host.call(client, "uninstalled")
    (before,) = rows(app)
    assert host.call(client, "uninstalled").status_code == 204
    assert [before] == rows(app)


def test_reinstall_after_uninstall(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """The same client key comes back to its own tenant, and the purge is off."""
    (before,) = rows(app)
    host.call(client, "uninstalled")
    assert host.call(client).status_code == 204
    (after,) = rows(app)
    assert (before.tenant_id, None) == (after.tenant_id, after.purge_after)
    assert client.get(host.page("/admin")).status_code == 200


def test_secret_cannot_be_overwritten_by_an_hs256_install(client: FlaskClient, host: SigningHost) -> None:
    """A token made with the old shared secret does not install (the way before signed installs)."""
    token = host.token(aud=[f"{PUBLIC_URL}/jira"], qsh=simple_qsh("POST", "/installed"))
    assert host.call(client, token=token).status_code == 401


def test_context_token_does_not_install(client: FlaskClient, host: SigningHost) -> None:
    """CVE-2021-26073: a context token on a lifecycle route."""
    assert host.call(client, token=host.token()).status_code == 401
    assert host.call(client, "uninstalled", token=host.token()).status_code == 401


def test_replay_on_the_other_route(client: FlaskClient, host: SigningHost) -> None:
    """A token for `installed` does not uninstall, though both are lifecycle tokens of the same host."""
    assert host.call(client, "uninstalled", token=host.lifecycle_token("installed")).status_code == 401


def test_two_keys(client: FlaskClient) -> None:
    """Atlassian may sign with a new key at any time."""
    with responses.RequestsMock() as mock:
        serve_keys(mock, "kid-1")
        serve_keys(mock, "kid-2", pem=rsa_key(1)[1])
        second = SigningHost(kid="kid-2")
        assert SigningHost().call(client).status_code == 204
        assert second.call(client, token=second.lifecycle_token(key=rsa_key(1)[0])).status_code == 204
        assert second.call(client, token=second.lifecycle_token(key=rsa_key(0)[0])).status_code == 401
