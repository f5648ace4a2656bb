"""The commands that need no server: init, doctor, descriptor, policy, secrets, audit, usage."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import responses
from cryptography.fernet import Fernet

from plugin.cli import doctor_reach
from plugin.identity.repository import Installations
from plugin.masking import patterns
from plugin.store.secrets import SecretBox
from tests.fakes.operator import database_of, registered
from tests.unit.cli.conftest import Vouch


def test_init_twice(vouch: Vouch, tmp_path: Path) -> None:
    """`init` makes a key that only its owner can read, and a database; a second time it changes nothing."""
    code, said = vouch("init")
    key_file = tmp_path / "data" / "secret-keys"
    before = key_file.read_text(encoding="ascii")
    assert (code, stat.S_IMODE(key_file.stat().st_mode)) == (0, 0o600)
    assert said.count("OK") == 3
    assert vouch("init")[0] == 0
    assert key_file.read_text(encoding="ascii") == before


def test_init_before_the_address_is_known(vouch: Vouch) -> None:
    """Keys and database can be made before the public address is known; it is said what is missing."""
    code, said = vouch("init", VOUCH_PUBLIC_URL="")
    assert code == 0
    assert "set VOUCH_PUBLIC_URL" in said


def test_doctor_before_init(vouch: Vouch) -> None:
    """Without keys, the first line says what to do."""
    code, said = vouch("doctor")
    assert code == 1
    assert "TO DO  settings: VOUCH_SECRET_KEYS is missing: run `vouch init`" in said


def test_doctor(vouch: Vouch, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a healthy machine every line is OK."""
    monkeypatch.setattr(patterns, "available", lambda: True)  # not every platform has a wheel of it
    vouch("init")
    with responses.RequestsMock() as mock:
        from email.utils import formatdate  # noqa: PLC0415

        mock.add(
            responses.HEAD,
            "https://connect-install-keys.atlassian.com/",
            status=404,
            headers={"Date": formatdate(usegmt=True)},
        )
        mock.add(responses.GET, "https://vouch.example.com/healthz", json={"status": "ok"})
        ends = datetime.now(UTC) + timedelta(days=60)
        monkeypatch.setattr(doctor_reach, "certificate", lambda host, port: (f"TLSv1.3 of {host}:{port}", ends))
        code, said = vouch("doctor")
    assert (code, said.count("OK  ")) == (0, 13)
    assert f"OK     TLS: TLSv1.3 of vouch.example.com:443, certificate until {ends:%Y-%m-%d}" in said
    assert "OK     Forge app: closed" in said
    assert "OK     masking: patterns by google-re2" in said


def test_doctor_finds(vouch: Vouch, tmp_path: Path) -> None:
    """A wrong clock, a host out of reach and a lost key are each said with what to do."""
    vouch("init")
    registered(tmp_path)
    with responses.RequestsMock() as mock:
        late = {"Date": "Mon, 23 Nov 2020 12:00:00 GMT"}
        mock.add(responses.HEAD, "https://connect-install-keys.atlassian.com/", status=404, headers=late)
        code, said = vouch("doctor", VOUCH_SECRET_KEYS=Fernet.generate_key().decode())
    assert code == 1
    assert "TO DO  keys" in said
    assert "Synchronise the time" in said
    with responses.RequestsMock():
        assert "TO DO  install-key host" in vouch("doctor")[1]


def test_descriptor(vouch: Vouch) -> None:
    """The descriptor is printed as a site would read it."""
    vouch("init")
    assert json.loads(vouch("descriptor", "confluence")[1])["baseUrl"] == "https://vouch.example.com/confluence"


def test_production_refuses_sandbox_addresses(vouch: Vouch) -> None:
    """No production process starts with another source of install keys."""
    vouch("init")
    code, said = vouch("doctor", VOUCH_INSTALL_KEYS_URL="http://127.0.0.1:1")
    assert code == 1
    assert "VOUCH_INSTALL_KEYS_URL may be set in the sandbox only" in said


def test_policy(vouch: Vouch, tmp_path: Path) -> None:
    """A policy is checked, applied and shown; a bad one changes nothing and lists its problems."""
    vouch("init")
    tenant = registered(tmp_path)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"places": {"jira:PAY": {"level": "internal"}}, "rules": []}', encoding="utf-8")
    bad.write_text('{"places": {"jira:PAY": {"level": "secret"}}, "rules": []}', encoding="utf-8")
    assert vouch("policy", "check", str(good)) == (0, "OK  this is a policy\n")
    code, said = vouch("policy", "check", str(bad))
    assert code == 1
    assert "jira:PAY" in said
    assert vouch("policy", "apply", str(bad))[0] == 1
    assert vouch("policy", "apply", str(good), "--tenant", tenant) == (0, "OK  version 1 is in force\n")
    shown = json.loads(vouch("policy", "show")[1])
    assert (shown["version"], shown["document"]["places"]["jira:PAY"]["level"]) == (1, "internal")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("policy", "show", "--tenant", "nobody"), "there is no such tenant"),
        (("policy", "show"), "no site has registered yet"),
        (("policy", "check", "/nowhere.json"), "cannot be read"),
        (("usage", "export", "--since", "yesterday"), "--since takes a day"),
        (("train", "summaries", "--data", "/nowhere", "--output", "/tmp/x"), "is not a file"),  # noqa: S108 (never written)
    ],
)
def test_faults_are_one_line(vouch: Vouch, arguments: tuple[str, ...], words: str) -> None:
    """A fault is exit code 1 and one line that says what is wrong."""
    vouch("init")
    code, said = vouch(*arguments)
    assert code == 1
    assert words in said
    assert said.count("\n") == 1


def test_before_init(vouch: Vouch) -> None:
    """Without a database, commands say what to run."""
    code, said = vouch("tenants", VOUCH_SECRET_KEYS=Fernet.generate_key().decode())
    assert (code, "run `vouch init`" in said) == (1, True)


def test_usage_export(vouch: Vouch, tmp_path: Path) -> None:
    """Usage events are NDJSON, from a day on."""
    vouch("init")
    registered(tmp_path)
    (line,) = vouch("usage", "export", "--since", "2026-01-01")[1].splitlines()
    assert json.loads(line)["event"] == "panel.viewed"
    assert vouch("usage", "export", "--since", "2999-01-01") == (0, "")


def test_rotation(vouch: Vouch, tmp_path: Path) -> None:
    """After a rotation the old key can go: everything opens with the new one alone."""
    vouch("init")
    registered(tmp_path)
    old = (tmp_path / "data" / "secret-keys").read_text(encoding="ascii").strip()
    new = Fernet.generate_key().decode()
    code, said = vouch("secrets", "rotate", VOUCH_SECRET_KEYS=f"{new},{old}")
    assert code == 0
    assert "1 installations" in said
    database, _ = database_of(tmp_path)
    (installation,) = Installations(database, SecretBox((new,))).all_installed()
    database.close()
    assert installation.shared_secret == "s" * 40


def test_help(vouch: Vouch) -> None:
    """Every command says what it is for."""
    with pytest.raises(SystemExit) as left:
        vouch("--help")
    assert left.value.code == 0
