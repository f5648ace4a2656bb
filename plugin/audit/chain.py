"""The arithmetic of the record's chain; pure, so that an offline verifier needs nothing else.

    payload_hash = SHA-256( salt || payload )
    hash         = SHA-256( canonical JSON of [previous, header, payload_hash] )

Payload and salt of a record may be erased (a person's erasure, retention): the chain still verifies, because it
links only the hash of the salted payload. The first record's `previous` is 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the store or in an export; payload and salt are None once erased."""

    tenant_id: str
    seq: int
    header: str
    payload: str | None
    salt: str | None
    payload_hash: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: how many records, how many erased, and the first break or None."""

    records: int
    erased: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing was altered, removed or inserted."""
        return self.broken_at is None


def canonical(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8 as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def hash_payload(salt: str, payload: str) -> str:
    """Hex SHA-256 of the salted payload."""
    return hashlib.sha256(salt.encode() + payload.encode()).hexdigest()


def hash_record(previous: str, header: str, payload_hash: str) -> str:
    """Hex SHA-256 that the next record links to."""
    return hashlib.sha256(canonical([previous, header, payload_hash]).encode()).hexdigest()


def verify(records: Iterable[Record], *, after: int = 0, previous: str = GENESIS) -> Verdict:
    """Check one tenant's records in order; stops at the first break.

    Args:
        records: from the first one after `after`.
        after: number of the record that is known already; 0 for a whole chain.
        previous: its hash.
    """
    count, erased = 0, 0
    for expected_seq, record in enumerate(records, start=after + 1):
        reason = fault(record, expected_seq, previous)
        if reason:
            return Verdict(count, erased, expected_seq, reason)
        previous = record.hash
        count += 1
        erased += record.payload is None
    return Verdict(count, erased)


def fault(record: Record, expected_seq: int, previous: str) -> str:
    """Return what is wrong with a record that must stand at this place after that hash, or an empty string."""
    header = read_header(record)
    named = header is not None and (header.get("seq"), header.get("tenant", record.tenant_id)) == (
        record.seq,
        record.tenant_id,
    )
    faults = (
        (record.seq != expected_seq, "a record is missing or out of order"),
        (not named, "the header was altered"),
        (record.previous != previous, "the link to the record before is broken"),
        ((record.payload is None) != (record.salt is None), "half of a payload was removed"),
        (
            record.payload is not None and hash_payload(record.salt or "", record.payload) != record.payload_hash,
            "the payload was altered",
        ),
        (hash_record(record.previous, record.header, record.payload_hash) != record.hash, "the header was altered"),
    )
    return next((reason for broken, reason in faults if broken), "")


def read_header(record: Record) -> dict[str, Any] | None:
    """Return a record's header, or None where it is no JSON object."""
    try:
        header = json.loads(record.header)
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None
