"""Usage events."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import tenants, usage_events, usage_keys
from plugin.usage.events import EMITTED, Envelope, Happening, UsageEvent
from plugin.usage.export import lines
from plugin.usage.repository import UsageLog


@pytest.fixture
def log(database: Database, box: SecretBox) -> UsageLog:
    """A log with two tenants."""
    with database.begin() as connection:
        for tenant in ("t1", "t2"):
            connection.execute(insert(tenants).values(id=tenant, site="x", created_at=datetime.now(UTC)))
    return UsageLog(box)


def test_people_appear_only_as_a_keyed_hash(database: Database, log: UsageLog) -> None:
    """An account id stands nowhere in the events; the same person has one hash per tenant, another elsewhere."""
    happening = Happening(UsageEvent.PANEL_VIEWED, Envelope(surface="jira.item"), {"state": "ready"})
    with database.begin() as connection:
        for tenant, account in (("t1", "712020:ada"), ("t1", "712020:ada"), ("t2", "712020:ada"), ("t1", "712020:bo")):
            log.record(connection, tenant, account, happening)

    exported = [json.loads(line) for line in lines(database)]

    assert "712020" not in json.dumps(exported)
    assert len({event["actor_p"] for event in exported}) == 3


def test_actor_keys_rotate_by_quarter(database: Database, log: UsageLog) -> None:
    """The same person has another hash in the next quarter, and keys lie encrypted."""
    with database.begin() as connection:
        now = log.actor(connection, "t1", "a", datetime(2026, 11, 1, tzinfo=UTC))
        same = log.actor(connection, "t1", "a", datetime(2026, 12, 31, tzinfo=UTC))
        later = log.actor(connection, "t1", "a", datetime(2027, 1, 1, tzinfo=UTC))
        keys = connection.execute(select(usage_keys.c.period, usage_keys.c.key)).all()

    assert now == same
    assert now != later
    assert {"2026Q4", "2027Q1"} == {row.period for row in keys}
    assert all(row.key.startswith(b"gAAAA") for row in keys)


@pytest.mark.parametrize("name", sorted(set(UsageEvent) - EMITTED))
def test_declared_events_are_not_emitted(database: Database, log: UsageLog, name: UsageEvent) -> None:
    """An event whose feature does not exist cannot be recorded."""
    with database.begin() as connection, pytest.raises(ValueError, match="declared"):
        log.record(connection, "t1", "a", Happening(name, Envelope()))


def test_events_stand_or_fall_with_their_transaction(database: Database, log: UsageLog) -> None:
    """A transaction that fails takes its events along."""
    with pytest.raises(RuntimeError), database.begin() as connection:  # noqa: PT012 (the transaction is the subject)
        log.record(connection, "t1", "a", Happening(UsageEvent.PANEL_VIEWED, Envelope()))
        raise RuntimeError
    with database.read() as connection:
        assert connection.execute(select(usage_events)).all() == []


def test_export_is_one_json_object_a_line_and_filters(database: Database, log: UsageLog) -> None:
    """`lines` yields the envelope flat, in order of time, by tenant and since a moment."""
    with database.begin() as connection:
        log.record(connection, "t1", "a", Happening(UsageEvent.PANEL_VIEWED, Envelope(run_id="r")))
        log.record(connection, "t2", "a", Happening(UsageEvent.OUTPUT_VIEWED, Envelope()))

    first = json.loads(next(lines(database, "t1")))

    assert (first["event"], first["tenant"], first["run_id"], first["mode"]) == ("panel.viewed", "t1", "r", "user")
    assert len(list(lines(database, "t2"))) == 1
    assert list(lines(database, since=datetime(2999, 1, 1, tzinfo=UTC))) == []


def test_the_names_are_those_of_the_metrics() -> None:
    """The whole list of names, so that a rename is a decision and not an accident."""
    assert {
        "entitlement.granted", "entitlement.revoked", "opportunity.seen", "panel.viewed", "run.requested",
        "run.blocked", "run.failed", "run.cancelled", "run.completed", "output.viewed", "output.checked",
        "output.kept", "output.rejected", "output.ignored", "output.undone", "output.escalated",
        "outcome.contradicted", "task.timed",
        "feedback.given", "flag.raised", "flag.resolved", "qa.judged", "incident.opened", "incident.closed",
        "training.passed", "policy.acknowledged", "officehours.joined", "pulse.answered", "gate.passed",
        "gate.failed", "review.held", "usecase.state_changed",
    } == {name.value for name in UsageEvent}  # fmt: skip
