"""Chains, checkpoints and keys for tests, made without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plugin.audit.chain import GENESIS, Record, hash_payload, hash_record
from plugin.audit.checkpoint import Checkpoint, PublicKeys, key_id, sign

TENANT = "tenant-one"
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@cache
def signing_key(number: int) -> Ed25519PrivateKey:
    """A key; another number, another key."""
    del number
    return Ed25519PrivateKey.generate()


def public_keys(*numbers: int) -> PublicKeys:
    """The public halves of keys."""
    keys = [signing_key(number).public_key() for number in numbers or (0,)]
    return {key_id(key): key for key in keys}


def record(seq: int, previous: str, payload: str, *, at: datetime | None = None, tenant: str = TENANT) -> Record:
    """A record that links to the hash before it."""
    moment = at or START + timedelta(minutes=seq)
    header = json.dumps({"at": moment.isoformat(), "event": "run:ended", "number": 202, "seq": seq, "tenant": tenant})
    salt = f"salt{seq}"
    payload_hash = hash_payload(salt, payload)
    return Record(
        tenant, seq, header, payload, salt, payload_hash, previous, hash_record(previous, header, payload_hash)
    )


def chain(count: int, *, mark: str = "", after: tuple[Record, ...] = (), tenant: str = TENANT) -> list[Record]:
    """A whole chain of that many records; `mark` makes other content, `after` is its beginning."""
    found = list(after)
    while len(found) < count:
        seq = len(found) + 1
        payload = json.dumps({"run": f"run-{seq}{mark}"})
        found.append(record(seq, found[-1].hash if found else GENESIS, payload, tenant=tenant))
    return found


def checkpoint(of: Record, *, key: int = 0, at: datetime | None = None) -> Checkpoint:
    """A checkpoint over a record, by default a minute later."""
    moment = at or datetime.fromisoformat(json.loads(of.header)["at"]) + timedelta(minutes=1)
    return sign(signing_key(key), tenant=of.tenant_id, seq=of.seq, record_hash=of.hash, at=moment)


def erased(found: Record) -> Record:
    """The record without its payload, as retention leaves it."""
    return replace(found, payload=None, salt=None)
