"""Checkpoints of the store's chains: when they are made, and when not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text, update

from plugin.audit.anchoring import Anchors, ChainBroken
from plugin.audit.events import AuditEvent
from plugin.audit.export import ndjson
from plugin.audit.offline import read_lines, verify
from plugin.audit.repository import append
from plugin.audit.signing import SigningKeys
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import tenants

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIX_HOURS = timedelta(hours=6)


@pytest.fixture
def anchors(database: Database, box: SecretBox) -> Anchors:
    """Checkpoints every six hours."""
    return Anchors(database, SigningKeys(database, box), every=SIX_HOURS)


def grow(database: Database, count: int = 3, tenant: str = "t1") -> None:
    """Append records."""
    with database.begin() as connection:
        for number in range(count):
            append(connection, tenant, AuditEvent.RUN_STARTED, {"run": f"r{number}"})


def rewrite(database: Database, statement: str) -> None:
    """Do what only somebody with the database's own rights can."""
    with database.begin() as connection:
        for name in ("audit_records_update", "audit_records_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text(statement))


def living(database: Database, tenant: str = "t1") -> None:
    """A site that is there."""
    with database.begin() as connection:
        connection.execute(insert(tenants).values(id=tenant, site="s", created_at=NOW))


def test_on_schedule(database: Database, anchors: Anchors) -> None:
    """A checkpoint comes as soon as there is a record, and again when its time has come, records or not."""
    living(database)
    assert anchors.make_due(NOW) == 0
    grow(database)
    assert anchors.make_due(NOW) == 1
    assert anchors.make_due(NOW + SIX_HOURS - timedelta(minutes=1)) == 0
    grow(database, 2)
    assert anchors.make_due(NOW + SIX_HOURS) == 1
    assert anchors.make_due(NOW + 2 * SIX_HOURS) == 1
    assert [checkpoint.seq for checkpoint in anchors.after("t1")] == [3, 5, 5]
    assert anchors.last("t1") == anchors.after("t1")[-1]


def test_a_clock_that_was_set_back(database: Database, anchors: Anchors) -> None:
    """A checkpoint that was made in the future puts off none: the next is due at once, and then on schedule."""
    living(database)
    grow(database)
    assert anchors.make_due(NOW + timedelta(days=900)) == 1
    assert anchors.make_due(NOW) == 1
    assert anchors.make_due(NOW + timedelta(minutes=5)) == 0
    assert anchors.verify("t1").ok


def test_a_purged_tenant_is_anchored_once_more(database: Database, anchors: Anchors) -> None:
    """Whoever left gets a checkpoint over the last record, and none after it."""
    living(database)
    grow(database)
    with database.begin() as connection:
        connection.execute(update(tenants).values(purged_at=NOW))
    assert anchors.make_due(NOW) == 1
    assert anchors.make_due(NOW + 9 * SIX_HOURS) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_records SET payload = '{}' WHERE seq = 4",
        "UPDATE audit_records SET hash = 'x' WHERE seq = 3",
        "DELETE FROM audit_records WHERE seq >= 3",
        "DELETE FROM audit_records WHERE seq = 4",
        "DELETE FROM audit_records WHERE tenant_id = 't1'",
    ],
)
def test_nothing_is_signed_blindly(
    database: Database, anchors: Anchors, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was changed since the last checkpoint, or cut off behind it, is never confirmed by the next one."""
    grow(database, 3)
    anchors.make("t1", NOW)
    grow(database, 2)
    grow(database, 1, "t2")
    rewrite(database, statement)
    with pytest.raises(ChainBroken):
        anchors.make("t1", NOW + SIX_HOURS)
    assert anchors.make_due(NOW + SIX_HOURS) == 1  # the other tenant's
    assert "audit_chain_broken" in capsys.readouterr().out
    assert len(anchors.after("t1")) == 1


def test_in_place(database: Database, anchors: Anchors) -> None:
    """A chain in the store verifies with the store's checkpoints, and a kept one tells what a restore lost."""
    grow(database, 3)
    kept = anchors.make("t1", NOW)
    assert kept is not None
    found = anchors.verify("t1")
    assert (found.ok, found.anchored) == (True, 3)
    rewrite(database, "DELETE FROM audit_records WHERE seq = 3")
    with database.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_checkpoints_delete"))
        connection.execute(text("DELETE FROM audit_checkpoints"))
    assert anchors.verify("t1").ok  # nothing that is left can know
    lost = anchors.verify("t1", [kept], anchors.public_keys)
    assert lost.broken is not None
    assert lost.broken.reason == f"record 3 is missing: the checkpoint of {kept.at} was made over them"
    assert not anchors.verify("t9", [kept], anchors.public_keys).ok  # a tenant of which nothing is left


def test_a_kept_checkpoint_is_checked_by_the_given_keys_alone(database: Database, box: SecretBox) -> None:
    """A key that somebody put into the database verifies no checkpoint that was kept elsewhere."""
    anchors = Anchors(database, SigningKeys(database, box), every=SIX_HOURS)
    grow(database)
    kept = anchors.make("t1", NOW)
    assert kept is not None
    assert not anchors.verify("t1", [kept], {}).ok


def test_an_export_carries_its_checkpoints(database: Database, anchors: Anchors) -> None:
    """Each checkpoint stands behind its record; from a number on, that record's own checkpoint comes first."""
    grow(database, 2)
    anchors.make("t1", NOW)
    grow(database, 1)
    lines = list(ndjson(anchors.lines("t1")))
    assert ["checkpoint" in line for line in lines] == [False, False, True, False]
    found = verify(read_lines(lines), (), anchors.public_keys)
    assert (found.ok, found.records, found.anchored) == (True, 3, 2)
    rest = list(ndjson(anchors.lines("t1", after=2)))
    assert ["checkpoint" in line for line in rest] == [True, False]
