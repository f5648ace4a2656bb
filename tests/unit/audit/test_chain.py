"""The record's chain."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from plugin.audit.chain import GENESIS, Record, hash_payload, hash_record, verify
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, record, records, verify_tenant
from plugin.store.database import Database
from plugin.store.tables import audit_records


def _fill(database: Database, tenant: str = "t1", count: int = 5) -> None:
    with database.begin() as connection:
        for number in range(count):
            append(connection, tenant, AuditEvent.RUN_STARTED, {"run": f"r{number}", "person": "p"})


def test_a_fresh_chain_verifies(database: Database) -> None:
    """Records that were only appended verify, and the first one links to zeros."""
    _fill(database)

    verdict = verify_tenant(database, "t1")

    assert (verdict.records, verdict.intact) == (5, True)
    assert next(records(database, "t1")).previous == GENESIS


def test_tenants_have_chains_of_their_own(database: Database) -> None:
    """One tenant's records neither count in nor link to another's."""
    _fill(database, "t1", 2)
    _fill(database, "t2", 3)

    assert [r.seq for r in records(database, "t1")] == [1, 2]
    assert [r.seq for r in records(database, "t2")] == [1, 2, 3]
    assert record(database, "t2", 3) is not None
    assert record(database, "t1", 3) is None


@given(
    position=st.integers(0, 4),
    change=st.sampled_from(["header", "payload", "salt", "payload_hash", "previous", "hash", "drop", "swap"]),
)
def test_any_change_breaks_the_chain(position: int, change: str) -> None:
    """Altering any part of any record, removing one or swapping two is found (property)."""
    chain = _chain(6)
    if change == "drop":
        del chain[position]
    elif change == "swap":
        chain[position], chain[position + 1] = chain[position + 1], chain[position]
    elif change == "header":
        header = json.loads(chain[position].header) | {"at": "2030-01-01"}
        chain[position] = replace(chain[position], header=json.dumps(header))
    else:
        chain[position] = replace(chain[position], **{change: "x" + getattr(chain[position], change)[1:]})

    assert not verify(chain).intact


def test_erasing_a_payload_keeps_the_chain_whole() -> None:
    """A record without payload and salt verifies; one that lost only its salt does not."""
    chain = _chain(3)
    chain[1] = replace(chain[1], payload=None, salt=None)

    assert (verify(chain).intact, verify(chain).erased) == (True, 1)
    assert not verify([chain[0], replace(chain[1], payload="{}")]).intact


def test_the_store_itself_refuses_to_rewrite(database: Database) -> None:
    """The triggers refuse an update of what is linked and any deletion, and allow erasing the payload."""
    _fill(database)

    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(update(audit_records).values(header="{}"))
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(text("DELETE FROM audit_records"))
    with database.begin() as connection:
        connection.execute(update(audit_records).where(audit_records.c.seq == 2).values(payload=None, salt=None))
    assert (verify_tenant(database, "t1").intact, verify_tenant(database, "t1").erased) == (True, 1)


def _chain(count: int) -> list[Record]:
    chain: list[Record] = []
    previous = GENESIS
    for seq in range(1, count + 1):
        header, payload, salt = json.dumps({"seq": seq, "at": "now"}), json.dumps({"n": seq}), f"salt{seq}"
        payload_hash = hash_payload(salt, payload)
        digest = hash_record(previous, header, payload_hash)
        chain.append(Record("t", seq, header, payload, salt, payload_hash, previous, digest))
        previous = digest
    return chain
