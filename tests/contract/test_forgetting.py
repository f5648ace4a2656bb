"""Retention by level, legal holds and erasure, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from connectors.host.model import Product
from plugin.assist.model import Outcome, RunState
from plugin.assist.repository import Runs
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records, verify_tenant
from plugin.errors import BadRequest, Conflict, NotFound
from plugin.governance.erasure import Erasure
from plugin.governance.forgetting import Forgetting
from plugin.governance.holds import HoldKind, Holds
from plugin.governance.policies import Policies
from plugin.governance.retention import Retention
from plugin.identity.repository import Installations
from plugin.policy.keeping import Keeping
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import audit_index, people, tenants, usage_events
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog
from tests.contract.test_store import a_run, install

NOW = datetime.now(UTC)
LEVELS = {"run-public": "public", "run-secret": "confidential"}
POLICY: dict[str, Any] = {
    "places": {},
    "rules": [],
    "retention": {"confidential": {"result_days": 3, "audit_payload_days": 10}, "internal": {"result_days": 8}},
}


class Shop:
    """A tenant with a person and two finished runs of the same day, one of each level."""

    def __init__(self, store: Database, box: SecretBox) -> None:
        self.store, self.known, self.runs = store, Installations(store, box), Runs(store, box)
        installation = install(store, box)
        self.tenant = installation.tenant_id
        self.person = self.known.person(self.tenant, "5b10:ines")
        self.usage, self.holds = UsageLog(box), Holds(store)
        self.erasure = Erasure(store, self.usage, self.holds)
        longest = Keeping(result_days=30, audit_payload_days=100)
        self.forgetting = Forgetting(store, Policies(store).current, self.holds, longest)
        Policies(store).put_in_force(self.tenant, POLICY, author="cli", based_on=0)
        for name, level in LEVELS.items():
            run = replace(a_run(installation, name), person=self.person)
            with store.begin() as connection:
                self.runs.insert(connection, run, name)
                self.runs.close(connection, name, Outcome(RunState.FINISHED))
                self.runs.write_end(connection, name, Outcome(RunState.FINISHED, result={"x": name}), keep_days=30)
                said = {"run": name, "person": self.person, "product": "jira", "place": "PAY"}
                append(connection, self.tenant, AuditEvent.RUN_STARTED, said)
                append(connection, self.tenant, AuditEvent.RUN_ENDED, {**said, "level": level})
                append(connection, self.tenant, AuditEvent.FEEDBACK_GIVEN, said)
        with store.begin() as connection:  # one run, not two of the same item
            connection.execute(update(people).values(created_at=NOW))

    def kept(self) -> list[str]:
        """The runs whose text is kept."""
        return [name for name in LEVELS if self.runs.kept_result(self.tenant, name)[0]]

    def erased(self) -> list[str]:
        """The runs whose records have lost what they said."""
        lost = {record.seq for record in records(self.store, self.tenant) if record.payload is None}
        with self.store.read() as connection:
            rows = connection.execute(select(audit_index.c.seq, audit_index.c.run)).all()
        return sorted(row.run for row in rows if row.seq in lost and row.run)


@pytest.fixture
def shop(store: Database, box: SecretBox) -> Shop:
    """Two runs."""
    return Shop(store, box)


def test_each_level_keeps_its_own_days(shop: Shop) -> None:
    """Results and payloads go when the policy says so of their level, the rest when the settings do; all verifies."""
    assert shop.forgetting.apply(NOW + timedelta(days=2)) == 0
    assert shop.forgetting.apply(NOW + timedelta(days=4)) == 1
    assert shop.kept() == ["run-public"]
    shop.forgetting.apply(NOW + timedelta(days=11))
    assert shop.erased() == ["run-secret"] * 3  # its beginning, its end and what was said of it
    shop.forgetting.apply(NOW + timedelta(days=31))
    assert shop.kept() == []
    shop.forgetting.apply(NOW + timedelta(days=101))
    verdict = verify_tenant(shop.store, shop.tenant)
    assert verdict.intact
    assert verdict.erased >= verdict.records - 3  # but for what was recorded of the forgetting itself
    said = [json.loads(r.payload) for r in records(shop.store, shop.tenant) if r.payload and "retention" in r.header]
    assert said[-1]["payloads"] > 0


@pytest.mark.parametrize("kind", HoldKind)
def test_a_hold_stops_deletion(shop: Shop, kind: HoldKind) -> None:
    """What a hold names by person, place or run outlives every retention; released, it goes."""
    value = {HoldKind.PERSON: shop.person, HoldKind.PLACE: "jira:PAY", HoldKind.RUN: "run-secret"}[kind]
    hold = shop.holds.place(shop.tenant, kind, value, case="LEGAL-1", by="cli")
    shop.forgetting.apply(NOW + timedelta(days=3650))
    assert "run-secret" in shop.kept()
    assert "run-secret" not in shop.erased()
    shop.holds.release(shop.tenant, hold.id, by="cli")
    shop.forgetting.apply(NOW + timedelta(days=3650))
    assert shop.kept() == []
    assert verify_tenant(shop.store, shop.tenant).intact
    headers = [json.loads(record.header)["event"] for record in records(shop.store, shop.tenant)]
    assert {"hold:placed", "hold:released"} <= set(headers)


def test_a_hold_stops_the_purge(shop: Shop) -> None:
    """While a tenant has a hold, an uninstall purges nothing and no result expires."""
    hold = shop.holds.place(shop.tenant, HoldKind.RUN, "run-secret", case="LEGAL-1", by="cli")
    with shop.store.begin() as connection:
        shop.known.mark_uninstalled(connection, Product.JIRA, "client-one", purge_days=0)
    retention = Retention(shop.store, shop.runs, shop.known, approved_days=30)
    assert retention.apply(NOW + timedelta(days=90)) == 0
    assert shop.kept() == ["run-secret"]
    shop.holds.release(shop.tenant, hold.id, by="cli")
    assert retention.apply(NOW + timedelta(days=90)) == 1
    with shop.store.read() as connection:
        assert connection.execute(select(tenants.c.purged_at)).scalar_one() is not None


def test_holds_that_are_none(shop: Shop) -> None:
    """A hold needs a case and something to hold; one that is gone, or another tenant's, is not there."""
    with pytest.raises(BadRequest):
        shop.holds.place(shop.tenant, HoldKind.RUN, "run-secret", case="", by="cli")
    with pytest.raises(BadRequest):
        shop.holds.place(shop.tenant, HoldKind.RUN, "", case="LEGAL-1", by="cli")
    hold = shop.holds.place(shop.tenant, HoldKind.RUN, "run-secret", case="LEGAL-1", by="cli")
    with pytest.raises(NotFound):
        shop.holds.release("another", hold.id, by="cli")
    shop.holds.release(shop.tenant, hold.id, by="cli")
    with pytest.raises(NotFound):
        shop.holds.release(shop.tenant, hold.id, by="cli")


def test_erasing_a_person(shop: Shop) -> None:
    """A tombstone stands for the mapping, results go, usage events are nobody's, the chain holds; a return is new."""
    with shop.store.begin() as connection:
        for _ in range(2):
            happening = Happening(UsageEvent.PANEL_VIEWED, Envelope(surface="x"))
            shop.usage.record(connection, shop.tenant, "5b10:ines", happening)
        actor = shop.usage.actor(connection, shop.tenant, "5b10:ines", datetime.now(UTC))
    assert shop.erasure.erase(shop.tenant, "5b10:ines", by="cli", why="asked") == shop.person
    with shop.store.read() as connection:
        assert "5b10:ines" not in str(connection.execute(select(people)).all())
        assert shop.known.account_of(connection, shop.tenant, shop.person) == ""
        actors = set(connection.execute(select(usage_events.c.actor_p)).scalars())
    assert actor not in actors
    assert len(actors) == 1  # still one and the same nobody, so that counts of people hold
    assert shop.kept() == []
    assert verify_tenant(shop.store, shop.tenant).intact
    with pytest.raises(NotFound):
        shop.erasure.erase(shop.tenant, "5b10:ines", by="cli", why="asked")
    with pytest.raises(NotFound):
        shop.erasure.erase(shop.tenant, f"erased:{shop.person}", by="cli", why="asked")
    assert shop.known.person(shop.tenant, "5b10:ines") != shop.person


def test_a_held_person_is_not_erased(shop: Shop) -> None:
    """A hold on a person stands before their erasure."""
    hold = shop.holds.place(shop.tenant, HoldKind.PERSON, shop.person, case="LEGAL-1", by="cli")
    with pytest.raises(Conflict, match="legal_hold"):
        shop.erasure.erase(shop.tenant, "5b10:ines", by="cli", why="asked")
    shop.holds.release(shop.tenant, hold.id, by="cli")
    assert shop.erasure.erase(shop.tenant, "5b10:ines", by="cli", why="asked")
