"""Every table of the store is filled, and then it is seen what retention, erasure and the purge leave of it.

A new table fails here until somebody says what is to be left of it, and why.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, Table, insert, select, update

from plugin.assist.repository import Runs
from plugin.governance.erasure import Erasure
from plugin.governance.holds import HoldKind, Holds
from plugin.governance.retention import Retention
from plugin.identity.grants import Grants
from plugin.identity.repository import Installations
from plugin.identity.spent import SpentTokens
from plugin.store import tables
from plugin.store.columns import UtcDateTime, metadata
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.usage.repository import UsageLog

TENANT, ACCOUNT, PERSON, TEXT = "tenant-1", "5b10:ines", "ref-ines", b"a text"
NOW = datetime.now(UTC)

AFTER_A_PURGE = {
    "tenants": "so that whoever comes back finds the tenant; without its site",
    "installations": "the client key alone, for the same",
    "policies": "so that the record can be read",
    "policy_seals": "a site that comes back does not become open again; who sealed leads to nobody",
    "audit_records": "the record outlives the tenant; its references lead to nobody",
    "audit_index": "as the record, and goes with its payloads",
    "audit_checkpoints": "proofs of the record",
    "audit_keys": "of the server, not of a tenant",
    "audit_pushes": "how far the record was taken",
    "legal_holds": "who held what for which case; none stands, or nothing would have been purged",
}
"""The tables of which something is left after a purge, and why."""

AFTER_AN_ERASURE = {
    "approved_summaries.text": "the organisation's, shown on a page; who approved it leads to nobody",
    "category_models.model": "numbers learned from what many wrote; nobody can be told from it",
    "installations.shared_secret": "of the site",
    "installations.oauth_client_id": "of the site",
    "engine_keys.key": "of the tenant's account with an engine's provider",
    "usage_keys.key": "of the tenant; the person's events are nobody's",
    "audit_keys.private_key": "of the server",
}
"""What is encrypted and stays after a person was erased, and why."""

AFTER_ALL_DAYS = AFTER_AN_ERASURE.keys() - {"approved_summaries.text"}
"""What is encrypted and stays after every day of retention is over."""

_PEOPLE = {"person", "ref", "author", "sender", "recipient"}


@pytest.fixture
def filled(database: Database, box: SecretBox) -> Database:
    """One row in each table, all of one tenant and of one person."""
    made: dict[str, dict[str, Any]] = {}
    with database.begin() as connection:
        for table in metadata.sorted_tables:
            made[table.name] = _row(table, made, box)
            connection.execute(insert(table).values(**made[table.name]))
    return database


def _row(table: Table, made: dict[str, dict[str, Any]], box: SecretBox) -> dict[str, Any]:
    row = {column.name: _value(column, made) for column in table.columns}
    special: dict[str, dict[str, Any]] = {
        "tenants": {"id": TENANT, "purged_at": None},
        "people": {"account_id": ACCOUNT},
        "usage_keys": {"key": box.encrypt("ab" * 32)},
        "installations": {"state": "installed", "product": "jira", "purge_after": None},
        "runs": {"state": "finished", "product": "jira"},
        "legal_holds": {"released_at": NOW, "kind": "run"},
        "escalations": {"closed_at": None},
    }
    return row | special.get(table.name, {})


def _value(column: Column[Any], made: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    if column.name == "tenant_id":
        return TENANT
    if column.name in _PEOPLE:
        return PERSON
    kinds = {UtcDateTime: NOW - timedelta(days=9), JSON: [], Boolean: False, Integer: 1, Float: 0.5, LargeBinary: TEXT}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), f"a {column.name}"[:16])


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """What there is, by table."""
    with database.read() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def texts(database: Database) -> set[str]:
    """The columns in which something encrypted is left."""
    return {
        f"{name}.{column}"
        for name, rows in rows_of(database).items()
        for row in rows
        for column, value in row.items()
        if isinstance(value, bytes) and value
    }


def pass_by(database: Database, box: SecretBox, days: int) -> int:
    """What the background does so many days later; returns how many tenants were purged."""
    now = NOW + timedelta(days=days)
    Grants(database, box).forget(now)
    SpentTokens(database).forget(now)
    return Retention(database, Runs(database, box), Installations(database, box), approved_days=30).apply(now)


def test_what_an_erasure_leaves(filled: Database, box: SecretBox) -> None:
    """The account id stands nowhere any more, and of what is encrypted only that stays which is not the person's."""
    assert ACCOUNT in str(rows_of(filled))
    assert texts(filled) > set(AFTER_AN_ERASURE)
    Erasure(filled, UsageLog(box), Holds(filled)).erase(TENANT, ACCOUNT, by="cli", why="asked")
    assert ACCOUNT not in str(rows_of(filled))
    assert texts(filled) == set(AFTER_AN_ERASURE)
    left = rows_of(filled)
    assert left["escalations"] == []
    assert (left["category_places"][0]["person"], left["category_places"][0]["due_at"]) == ("", None)


def test_a_run_under_way_stops_when_its_person_is_erased(filled: Database, box: SecretBox) -> None:
    """No text of somebody who is gone is written after the erasure."""
    with filled.begin() as connection:
        connection.execute(update(tables.runs).values(finished_at=None, state="running"))
    Erasure(filled, UsageLog(box), Holds(filled)).erase(TENANT, ACCOUNT, by="cli", why="asked")
    assert rows_of(filled)["runs"][0]["stop_wanted"]


def test_what_retention_leaves(filled: Database, box: SecretBox) -> None:
    """Texts go with their days, and with a result goes what stands beside it: what a write replaced, and notes."""
    pass_by(filled, box, 365)
    assert texts(filled) == AFTER_ALL_DAYS
    assert rows_of(filled)["escalations"] == []


@pytest.mark.parametrize("kind", [HoldKind.RUN, HoldKind.PERSON, HoldKind.PLACE])
def test_what_a_hold_keeps(filled: Database, box: SecretBox, kind: HoldKind) -> None:
    """A hold keeps all but keys and notes that nobody was shown, also what an erasure would take, until released."""
    (run,) = rows_of(filled)["runs"]
    value = {HoldKind.RUN: run["id"], HoldKind.PERSON: PERSON, HoldKind.PLACE: f"jira:{run['place_key']}"}[kind]
    holds = Holds(filled)
    hold = holds.place(TENANT, kind, value, case="LEGAL-1", by="cli")
    before = texts(filled)
    with filled.begin() as connection:
        connection.execute(update(tables.escalations).values(closed_at=NOW))
    pass_by(filled, box, 365)
    if kind is not HoldKind.PERSON:
        Erasure(filled, UsageLog(box), holds).erase(TENANT, ACCOUNT, by="cli", why="asked")
    assert texts(filled) == before - {"kept_notes.notes", "run_grants.token"}
    holds.release(TENANT, hold.id, by="cli")
    pass_by(filled, box, 365)
    assert texts(filled) == AFTER_ALL_DAYS


def test_what_a_purge_leaves(filled: Database, box: SecretBox) -> None:
    """After an uninstall and its days every table is empty but for those that are named here, and no secret is left."""
    with filled.begin() as connection:
        connection.execute(update(tables.installations).values(state="uninstalled", purge_after=NOW))
    assert pass_by(filled, box, 1) == 1
    assert {name for name, rows in rows_of(filled).items() if rows} == set(AFTER_A_PURGE)
    assert texts(filled) == {"audit_keys.private_key"}
    assert ACCOUNT not in str(rows_of(filled))
