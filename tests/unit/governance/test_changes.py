"""What the record says of changes: policy and settings, before and after, and no secret."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import insert

from plugin.audit.events import AuditEvent
from plugin.audit.repository import records
from plugin.governance.changes import MOST_CHANGES, changes, digest
from plugin.governance.configuration import described, record_settings
from plugin.governance.policies import Policies
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.tables import tenants

RULE = {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"}


def payloads(database: Database, event: AuditEvent) -> list[dict[str, Any]]:
    """What the records of an event say."""
    return [
        json.loads(record.payload or "{}")
        for record in records(database, "t1")
        if json.loads(record.header)["event"] == event.value
    ]


def with_tenant(database: Database) -> None:
    """A site."""
    from datetime import UTC, datetime  # noqa: PLC0415

    with database.begin() as connection:
        connection.execute(insert(tenants).values(id="t1", site="site", created_at=datetime.now(UTC)))


def test_changes() -> None:
    """Every leaf that differs is named with before and after; a rule that only moved is no change."""
    before = {"a": 1, "rules": [{"id": "x", "n": 1}, {"id": "y", "n": 2}], "places": {"p": {"level": "public"}}}
    after = {"a": 2, "rules": [{"id": "y", "n": 2}, {"id": "x", "n": 3}], "places": {}}
    found = changes(before, after)
    assert found == {
        "changes": [["/a", 1, 2], ["/places/p/level", "public", None], ["/rules/x/n", 1, 3]],
        "left_out": 0,
    }
    assert changes(after, after)["changes"] == []
    many = changes({}, {str(n): n for n in range(MOST_CHANGES + 7)})
    assert (len(many["changes"]), many["left_out"]) == (MOST_CHANGES, 7)


def test_a_policy_change_says_before_and_after(database: Database) -> None:
    """The record binds both versions by digest and says what was loosened or tightened."""
    with_tenant(database)
    policies = Policies(database)
    policies.put_in_force("t1", {"places": {"jira:PAY": {"level": "public"}}, "rules": [RULE]}, author="p", based_on=0)
    second = policies.put_in_force(
        "t1", {"places": {"jira:PAY": {"level": "restricted"}}, "rules": [RULE]}, author="p", based_on=1
    )
    first, last = payloads(database, AuditEvent.POLICY_CHANGED)
    assert (first["before"]["version"], first["after"]["version"]) == (0, 1)
    assert last["before"] == first["after"]
    assert last["after"] == {"version": 2, "digest": digest(second.document)}
    assert last["changes"] == [["/places/jira:PAY/level", "public", "restricted"]]


def test_settings_are_recorded_when_they_change(database: Database, settings: Settings) -> None:
    """The first start records all settings, the next ones only what changed, and nothing where nothing did."""
    with_tenant(database)
    assert record_settings(database, settings) == 1
    assert record_settings(database, settings) == 0
    assert record_settings(database, replace(settings, result_days=7)) == 1
    first, last = payloads(database, AuditEvent.SETTINGS_CHANGED)
    assert first["after"]["result_days"] == 30
    assert (last["before"], last["after"]) == ({"result_days": 30}, {"result_days": 7})


def test_no_secret_is_described(settings: Settings) -> None:
    """Keys, passwords and the database's login stand in no record."""
    secret = replace(settings, secret_keys=(Fernet.generate_key().decode(),), database_url="postgresql://u:pw@db/x")
    said = json.dumps(described(secret))
    assert secret.secret_keys[0] not in said
    assert "pw" not in said
    assert json.loads(said)["secret_keys"] == 1
    assert set(json.loads(said)) == {field.name for field in fields(Settings)}
