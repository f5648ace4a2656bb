"""`vouch doctor` looks at the server from outside, and at the Forge app: each fault is said with what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from cryptography.fernet import Fernet

from descriptors import forge
from descriptors.forge import Form
from plugin.cli import doctor_reach
from plugin.cli.to_do import ToDo
from plugin.settings import FORGE_KEYS_URL, Settings
from tests.fakes.forge_host import jwk

APP_ID = "ari:cloud:ecosystem::app/0f0e0d0c-0b0a-4908-8706-050403020100"
URL = "https://vouch.example.com"
ROUTES = ("/forge/installed", "/forge/events", "/forge/scheduled", "/forge/uninstalled")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A server with both doors."""
    keys = Fernet.generate_key().decode()
    environ = {"VOUCH_PUBLIC_URL": URL, "VOUCH_SECRET_KEYS": keys, "VOUCH_DATA_DIR": str(tmp_path)}
    return Settings.from_env(environ | {"VOUCH_FORGE_APP_ID": APP_ID})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[responses.RequestsMock]:
    """What the address answers; its name leads to a public address."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.216.34", 443))])
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def running(world: responses.RequestsMock, **statuses: int) -> None:
    """A server that has every route of the app, or answers some otherwise."""
    world.add(responses.GET, f"{URL}/api/v1/bootstrap", status=statuses.get("bootstrap", 401), json={})
    for path in ROUTES:
        world.add(responses.POST, f"{URL}{path}", status=statuses.get(path.rpartition("/")[2], 401), json={})


def packed(folder: Path, **more: Any) -> Path:
    """A folder with a manifest."""
    values = {"app_id": APP_ID, "public_url": URL} | more
    (folder / "manifest.yml").write_text(forge.render(Form.OWN, **values), encoding="utf-8")
    return folder


def test_the_address_answers(
    world: responses.RequestsMock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This server answers at its public address; where this machine sees a private one, that is said and no fault."""
    world.add(responses.GET, f"{URL}/healthz", json={"status": "ok"})
    assert doctor_reach.address(settings) == f"{URL} answers"
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("10.0.0.5", 443))])
    assert "from here it is 10.0.0.5" in doctor_reach.address(settings)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: (_ for _ in ()).throw(OSError()))
    assert doctor_reach.address(settings) == f"{URL} answers"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": requests.ConnectionError()}, "Start `vouch serve` and the TLS proxy"),
        ({"body": requests.exceptions.SSLError("certificate has expired")}, "certificate has ended"),
        ({"body": requests.exceptions.SSLError("doesn't match 'a'")}, "of another name"),
        ({"body": requests.exceptions.SSLError("unable to get local issuer")}, "whole chain"),
        (
            {"status": 301, "headers": {"Location": "https://www.example.com/x?y"}},
            "redirects to https://www.example.com,",
        ),
        ({"status": 302, "headers": {"Location": "/login"}}, "redirects to /login"),
        ({"status": 502, "body": "<html>"}, "something else (502)"),
        ({"status": 200, "body": "welcome"}, "Point the proxy at `vouch serve`"),
    ],
)
def test_the_address_does_not(
    world: responses.RequestsMock, settings: Settings, answer: dict[str, Any], words: str
) -> None:
    """Nobody there, a bad certificate, a redirect, somebody else: each has its next action."""
    world.add(responses.GET, f"{URL}/healthz", **answer)
    with pytest.raises(ToDo) as said:
        doctor_reach.address(settings)
    assert words in str(said.value)


def test_tls(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that ends soon is said before it ends; the sandbox has none."""
    for days in (3, 60):
        ends = datetime.now(UTC) + timedelta(days=days, hours=1)
        monkeypatch.setattr(doctor_reach, "certificate", lambda *_, ends=ends: ("TLSv1.3", ends))
        if days == 60:
            assert "TLSv1.3, certificate until" in doctor_reach.tls(settings)
            continue
        with pytest.raises(ToDo, match=r"ends in 3 days\. Renew it"):
            doctor_reach.tls(settings)
    assert "sandbox" in doctor_reach.tls(replace(settings, public_url="http://127.0.0.1:1"))


def test_no_tls_connection() -> None:
    """A port at which nobody speaks is said; nothing is guessed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ToDo, match="Let port 443 in"):
        doctor_reach.certificate("127.0.0.1", port)


def test_forge_keys(world: responses.RequestsMock, settings: Settings) -> None:
    """Keys that can be had, a host that gives none, and a door that is closed."""
    world.add(responses.GET, FORGE_KEYS_URL, json={"keys": [jwk()]})
    assert "gives its keys" in doctor_reach.forge_keys(settings)
    world.replace(responses.GET, FORGE_KEYS_URL, body=requests.ConnectionError())
    with pytest.raises(ToDo, match="Let this machine reach it"):
        doctor_reach.forge_keys(settings)
    assert "closed" in doctor_reach.forge_keys(replace(settings, forge_app_id=""))


def test_the_app_fits(world: responses.RequestsMock, settings: Settings, tmp_path: Path) -> None:
    """A packed manifest, or the one that would be packed, speaks of this server, and each of its routes is guarded."""
    running(world)
    assert doctor_reach.forge_app(settings) == "the manifest fits this server"
    folder = packed(tmp_path, regions={"EU": "https://eu.example.com"})
    assert doctor_reach.forge_app(settings, folder) == f"{folder}/manifest.yml fits this server"
    assert "closed" in doctor_reach.forge_app(replace(settings, forge_app_id=""))


def test_the_app_of_many_servers_fits(world: responses.RequestsMock, settings: Settings, tmp_path: Path) -> None:
    """A customer-managed remote names no address, so none can be wrong."""
    running(world)
    text = forge.render(Form.SHARED, app_id=APP_ID, public_url="")
    (tmp_path / "manifest.yml").write_text(text, encoding="utf-8")
    assert "fits this server" in doctor_reach.forge_app(settings, tmp_path)


@pytest.mark.parametrize(
    ("more", "statuses", "words"),
    [
        ({"app_id": APP_ID.replace("0f", "1f")}, {}, "Set VOUCH_FORGE_APP_ID, or pack anew"),
        ({"public_url": "https://old.example.com"}, {}, "Pack the app again and deploy it"),
        ({"public_url": "http://vouch.example.com"}, {}, "is not https"),
        ({}, {"scheduled": 404}, "/forge/scheduled does not exist on the server that runs. Upgrade it"),
        ({}, {"events": 200}, "/forge/events answers 200 to a call without a token"),
        ({}, {"bootstrap": 302}, "answers 302"),
    ],
)
def test_the_app_does_not_fit(
    world: responses.RequestsMock,
    settings: Settings,
    tmp_path: Path,
    more: dict[str, Any],
    statuses: dict[str, int],
    words: str,
) -> None:
    """Another app's id, an old address, a route that is missing or open: each has its next action."""
    running(world, **statuses)
    with pytest.raises(ToDo) as said:
        doctor_reach.forge_app(settings, packed(tmp_path, **more))
    assert words in str(said.value)


def test_no_such_package(settings: Settings, tmp_path: Path) -> None:
    """A folder without a manifest is said to be one."""
    with pytest.raises(ToDo, match="`vouch forge package`"):
        doctor_reach.forge_app(settings, tmp_path)
