"""A checkpoint: one signed line that says which record stood last, and with which hash.

The signature is Ed25519 (RFC 8032) over the canonical JSON of the statement. Whoever holds a checkpoint and the public
key needs to trust neither the server nor its database for anything up to that record. Pure but for `cryptography`, so
that an offline verifier needs nothing of the server's.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from plugin.audit.chain import canonical

KIND = "vouch-audit-checkpoint-1"
_HASH = re.compile(r"[0-9a-f]{64}")
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)

PublicKeys = Mapping[str, Ed25519PublicKey]
"""Key id -> public key."""


class NotACheckpoint(ValueError):
    """The text is no checkpoint, or its file no public key; the words are safe to show."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement about a tenant's chain; `at` is ISO 8601 in UTC, `signature` is base64."""

    tenant: str
    seq: int
    hash: str
    at: str
    key: str
    signature: str

    @property
    def statement(self) -> bytes:
        """The bytes that the signature covers."""
        said: dict[str, Any] = {"kind": KIND, **asdict(self)}
        del said["signature"]
        return canonical(said).encode()

    def as_json(self) -> str:
        """One line, as exports and files hold it."""
        return canonical({"checkpoint": {"kind": KIND, **asdict(self)}})


def sign(key: Ed25519PrivateKey, *, tenant: str, seq: int, record_hash: str, at: datetime) -> Checkpoint:
    """Make a checkpoint."""
    moment = at.isoformat(timespec="milliseconds")
    bare = Checkpoint(tenant, seq, record_hash, moment, key_id(key.public_key()), "")
    signature = b64encode(key.sign(bare.statement)).decode()
    return Checkpoint(tenant, seq, record_hash, moment, bare.key, signature)


def fault(checkpoint: Checkpoint, keys: PublicKeys) -> str:
    """Return why a checkpoint proves nothing, or an empty string."""
    key = keys.get(checkpoint.key)
    if key is None:
        return f"it is signed by the key {checkpoint.key}, which is not among the public keys given"
    try:
        key.verify(b64decode(checkpoint.signature, validate=True), checkpoint.statement)
    except (InvalidSignature, ValueError):
        return "its signature is wrong: it was altered, or somebody else made it"
    return ""


def key_id(key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the raw public key."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def public_pem(key: Ed25519PublicKey) -> str:
    """The public key as PEM (SubjectPublicKeyInfo), as `openssl` reads it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_public_keys(text: str) -> dict[str, Ed25519PublicKey]:
    """Read every public key of a PEM file.

    Raises:
        NotACheckpoint: there is none, or one is not Ed25519.
    """
    found = {}
    for block in _PEM.findall(text):
        try:
            key = load_pem_public_key(block.encode())
        except (ValueError, UnsupportedAlgorithm):
            raise NotACheckpoint("a public key in this file cannot be read") from None
        if not isinstance(key, Ed25519PublicKey):
            raise NotACheckpoint("a public key in this file is not Ed25519")
        found[key_id(key)] = key
    if not found:
        raise NotACheckpoint("this file holds no public key (PEM)")
    return found


def read(text: str) -> Checkpoint:
    """Read a checkpoint from its line.

    Raises:
        NotACheckpoint: it is none.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise NotACheckpoint("this is not a checkpoint: it is not JSON") from None
    return from_data(data.get("checkpoint") if isinstance(data, dict) else None)


def from_data(data: object) -> Checkpoint:
    """Read a checkpoint from parsed JSON.

    Raises:
        NotACheckpoint: it is none, or of a kind that this version does not know.
    """
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise NotACheckpoint(f"this is not a checkpoint of the kind {KIND}")
    said = {field.name: data.get(field.name) for field in fields(Checkpoint)}
    seq = said["seq"]
    texts = all(isinstance(value, str) for name, value in said.items() if name != "seq")
    if (
        not texts
        or not isinstance(seq, int)
        or isinstance(seq, bool)
        or seq < 1
        or not _HASH.fullmatch(str(said["hash"]))
    ):
        raise NotACheckpoint("a field of this checkpoint is missing or malformed")
    return Checkpoint(**said)  # type: ignore[arg-type]  # checked above, field by field
