"""What a change would have done to the last 30 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from connectors.host.model import Audience, Place, Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.governance.impact import WINDOW, Impact, ImpactRow, Recorded, RunHistory, impact
from plugin.policy.document import PolicyDocument, parse
from plugin.policy.model import Level, UseCase
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.tables import audit_index, installations, runs, tenants

NOW = datetime.now(UTC)
POLICY: dict[str, Any] = {
    "places": {"jira:PAY": {"level": "internal"}, "jira:SEC": {"level": "confidential"}},
    "rules": [
        {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow", "engines": ["embedded", "eu"],
         "destinations": ["in_process", "contracted"]},
        {"id": "R-2", "level": "internal", "use_case": "*", "effect": "allow", "engines": ["embedded", "eu"],
         "destinations": ["in_process", "contracted"]},
        {"id": "R-3", "level": "confidential", "use_case": "*", "effect": "mask"},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
}  # fmt: skip


def ready(**parts: Any) -> PolicyDocument:
    """The policy with other parts, as it decides."""
    return replace(parse({**POLICY, **parts}), at=NOW)


def asked(key: str = "PAY", *, person: str = "p1", level: Level | None = Level.INTERNAL, count: int = 1) -> Recorded:
    """Recorded runs."""
    return Recorded(Place(Product.JIRA, id="1", key=key), UseCase.SUMMARISE, Audience.AGENT, level, person, count)


def test_it_is_counted_by_place_and_level() -> None:
    """Runs and people of what would have been decided otherwise, beside all of the window; the largest first."""
    recorded = [
        asked(count=3),
        asked(person="p2"),
        asked("SEC", level=Level.CONFIDENTIAL, count=9),
        asked("LAB", level=None, count=2),
    ]
    stricter = ready(rules=[{**rule, "effect": "deny"} for rule in POLICY["rules"] if rule["id"] != "R-1"])

    assert impact(ready(), ready(), recorded) == Impact(15, 2, 3, 0, 0, 0, (), 0)
    assert impact(ready(), stricter, recorded) == Impact(
        15, 2, 3, 13, 2, 2,
        (
            ImpactRow("jira:SEC", "confidential", "summarise", "agent", "mask", "deny", 9, 1),
            ImpactRow("jira:PAY", "internal", "summarise", "agent", "allow", "deny", 4, 2),
        ),
        0,
    )  # fmt: skip


def test_an_engine_that_goes_is_a_difference() -> None:
    """The effect is the same, what happens is not."""
    found = impact(
        ready(), ready(rules=[POLICY["rules"][0], {**POLICY["rules"][1], "engines": ["embedded"]}]), [asked()]
    )

    assert [(row.before, row.after) for row in found.rows] == [("allow", "allow")]


def test_the_level_of_the_place_is_taken_from_the_policy_that_decides() -> None:
    """A place that becomes wider frees its runs; a level that a page brought along stays."""
    wider = ready(places={**POLICY["places"], "jira:SEC": {"level": "public"}})
    found = impact(
        ready(), wider, [asked("SEC", level=Level.CONFIDENTIAL), asked("SEC", level=Level.RESTRICTED, person="p2")]
    )

    assert [(row.level, row.before, row.after, row.runs) for row in found.rows] == [("public", "mask", "allow", 1)]


def test_runs_are_read_from_the_record(database: Database) -> None:
    """Of this tenant and this window alone, with the level of the record, grouped by person."""
    with database.begin() as connection:
        for tenant in ("t1", "t2"):
            connection.execute(insert(tenants).values(id=tenant, site=tenant, created_at=NOW))
            connection.execute(
                insert(installations).values(
                    id=f"i-{tenant}", tenant_id=tenant, product="jira", client_key=tenant, base_url="",
                    shared_secret=b"", state="installed", installed_at=NOW, updated_at=NOW,
                )
            )  # fmt: skip
    old = [add(database, "t1", "PAY", "p1") for _ in range(3)][-1]
    add(database, "t1", "PAY", "p2", AuditEvent.RUN_REFUSED)
    add(database, "t1", "PAY", "p2", AuditEvent.RUN_STARTED)
    add(database, "t2", "PAY", "p1")
    with database.begin() as connection:
        connection.execute(update(audit_index).where(audit_index.c.run == old).values(at=NOW - timedelta(days=31)))
    found = RunHistory(database).recorded("t1", NOW - WINDOW)

    assert sorted((one.person, one.place.key, one.level, one.count) for one in found) == [
        ("p1", "PAY", Level.INTERNAL, 2),
        ("p2", "PAY", Level.INTERNAL, 1),
    ]


def add(database: Database, tenant: str, key: str, person: str, event: AuditEvent = AuditEvent.RUN_ENDED) -> str:
    """A run with its record; returns its id."""
    run_id = new_id()
    with database.begin() as connection:
        connection.execute(
            insert(runs).values(
                id=run_id, tenant_id=tenant, installation_id=f"i-{tenant}", person=person, product="jira", item_id="1",
                item_key=f"{key}-1", place_id="1", place_key=key, use_case="summarise", audience="agent",
                length="standard", language="en", engine_wish="", state="finished", created_at=NOW, alive_at=NOW,
                stop_wanted=False,
            )
        )  # fmt: skip
        append(connection, tenant, event, {"run": run_id, "level": "internal"})
    return run_id
