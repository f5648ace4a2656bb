"""Checkpoints and the keys that sign them: what is signed, what is read back, what is refused."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plugin.audit.checkpoint import NotACheckpoint, fault, from_data, key_id, public_pem, read, read_public_keys
from plugin.audit.signing import SigningKeys
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from tests.fakes.chains import chain, checkpoint, public_keys, signing_key

MADE = checkpoint(chain(3)[2])


def test_what_is_signed() -> None:
    """The signature covers a canonical line that any Ed25519 implementation can check."""
    from base64 import b64decode  # noqa: PLC0415

    said = {name: value for name, value in asdict(MADE).items() if name != "signature"}
    text = json.dumps({"kind": "vouch-audit-checkpoint-1", **said}, sort_keys=True, separators=(",", ":"))
    assert MADE.statement == text.encode()
    signing_key(0).public_key().verify(b64decode(MADE.signature), text.encode())
    with pytest.raises(InvalidSignature):
        signing_key(1).public_key().verify(b64decode(MADE.signature), text.encode())


def test_there_and_back() -> None:
    """A checkpoint and a public key survive their files."""
    assert read(MADE.as_json()) == MADE
    assert fault(MADE, public_keys()) == ""
    keys = read_public_keys(
        "# a comment\n" + public_pem(signing_key(0).public_key()) + public_pem(signing_key(1).public_key())
    )
    assert set(keys) == set(public_keys(0, 1))


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": "3"},
        {"seq": True},
        {"seq": None},
        {"hash": "x"},
        {"hash": None},
        {"at": 5},
        {"kind": "other"},
    ],
)
def test_malformed_checkpoints(change: dict[str, object]) -> None:
    """A field that is missing or of another form makes it no checkpoint."""
    data = {**json.loads(MADE.as_json())["checkpoint"], **change}
    with pytest.raises(NotACheckpoint):
        from_data(data)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "{}", '{"checkpoint": []}', "[" * 100_000])
def test_files_that_are_none(text: str) -> None:
    """Whatever the file holds, the answer is one sentence."""
    with pytest.raises(NotACheckpoint):
        read(text)


def test_public_keys_that_are_none() -> None:
    """No key, half a key and a key of another kind are refused."""
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for text in ("", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", pem):
        with pytest.raises(NotACheckpoint):
            read_public_keys(text)


def test_stored_keys(database: Database, box: SecretBox) -> None:
    """The first use makes a key, encrypted, and it stays; a new one retires it and keeps its public half."""
    keys = SigningKeys(database, box)
    first = keys.current()
    assert key_id(keys.current().public_key()) == key_id(first.public_key())
    with database.begin() as connection:
        second = keys.rotate(connection)
    assert key_id(keys.current().public_key()) == second
    assert set(keys.public()) == {key_id(first.public_key()), second}
    retired, signing = keys.rows()
    assert (retired.retired_at is not None, signing.retired_at) == (True, None)
    with database.begin() as connection:
        assert keys.rotate_secrets(connection) == 1  # the retired private key is gone
    raw = first.private_bytes_raw()
    stored = database.engine.raw_connection()
    assert raw not in bytes(str(stored.cursor().execute("SELECT * FROM audit_keys").fetchall()), "utf-8")
    stored.close()


def test_replace_is_not_enough() -> None:
    """Whoever changes a field needs the key."""
    assert "signature is wrong" in fault(replace(MADE, seq=2), public_keys())
