"""Many writers of one record, in threads and processes, on SQLite and PostgreSQL: one chain, no fork, no gap."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from plugin.audit.anchoring import Anchors
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records, verify_tenant
from plugin.audit.signing import SigningKeys
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import audit_index, audit_records

ROOT = Path(__file__).parents[2]
TENANTS = ("tenant-a", "tenant-b")
THREADS, COUNT, PROCESSES = 3, 12, 3


def writer(store: Database, count: int = COUNT) -> subprocess.Popen[str]:
    """A process that writes to both tenants."""
    address = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.fakes.audit_writer", address, str(THREADS), str(count), *TENANTS]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own interpreter)


def test_threads_and_processes(store: Database, box: SecretBox) -> None:
    """Processes with several threads each, while checkpoints are made: every record is there once, in one chain."""
    anchors = Anchors(store, SigningKeys(store, box), every=timedelta(0))
    processes = [writer(store) for _ in range(PROCESSES)]
    while any(process.poll() is None for process in processes):
        for tenant in TENANTS:
            anchors.make(tenant, datetime.now(UTC))
    for process in processes:
        assert process.communicate(timeout=60)[0] == "ready\n"
        assert process.returncode == 0
    for tenant in TENANTS:
        found = list(records(store, tenant))
        assert [record.seq for record in found] == list(range(1, PROCESSES * THREADS * COUNT + 1))
        said = [json.loads(record.payload or "") for record in found]
        for thread in range(THREADS):
            assert sorted(s["n"] for s in said if s["thread"] == thread) == sorted([*range(COUNT)] * PROCESSES)
        finding = anchors.verify(tenant)
        assert finding.ok
        assert finding.notes == []  # the clock that is read under the lock never goes back
        assert finding.anchored > 0
        assert len(anchors.after(tenant)) > 1


def test_a_writer_that_is_killed(store: Database) -> None:
    """A process that dies in the middle leaves a whole chain, and the others go on."""
    victim, other = writer(store, count=10_000), writer(store)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "ready\n"
    assert other.wait(timeout=60) == 0
    victim.kill()
    victim.communicate(timeout=10)
    assert other.stdout is not None
    other.stdout.close()
    with store.begin() as connection:
        last = append(connection, TENANTS[0], AuditEvent.RUN_ENDED, {})
    verdict = verify_tenant(store, TENANTS[0])
    assert (verdict.intact, verdict.records) == (True, last.seq)
    with store.read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (audit_records, audit_index)
        ]
    assert counts[0] == counts[1]


def test_a_transaction_that_fails(store: Database) -> None:
    """A record stands or falls with what it records: nothing of a transaction that failed is in the chain."""

    def write(number: int) -> None:
        with store.begin() as connection:
            append(connection, TENANTS[0], AuditEvent.RUN_STARTED, {"n": number})
            if number % 3 == 0:
                raise LookupError

    with ThreadPoolExecutor(6) as pool:
        outcomes = [pool.submit(write, number).exception() for number in range(30)]
    assert sum(isinstance(outcome, LookupError) for outcome in outcomes) == 10
    verdict = verify_tenant(store, TENANTS[0])
    assert (verdict.intact, verdict.records) == (True, 20)


def test_a_fork_is_impossible(store: Database) -> None:
    """Even a writer that takes no lock cannot put a second record where one stands."""
    with store.begin() as connection:
        first = append(connection, TENANTS[0], AuditEvent.RUN_STARTED, {})
    with pytest.raises(DBAPIError), store.begin() as connection:
        connection.execute(
            audit_records.insert().values(
                tenant_id=TENANTS[0], seq=1, header="{}", payload_hash="", previous=first.previous, hash=""
            )
        )


def test_two_first_keys(store: Database, box: SecretBox) -> None:
    """Processes that sign for the first time in the same moment make one key."""
    keys = SigningKeys(store, box)
    with ThreadPoolExecutor(6) as pool:
        made = {key.private_bytes_raw() for key in pool.map(lambda _: keys.current(), range(6))}
    assert len(made) == 1
    assert len(keys.rows()) == 1
