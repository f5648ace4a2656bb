"""Search: every filter finds what it says and nothing else, a page at a time, by an index."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.audit.search import Filters, Found, _conditions, search
from plugin.store.database import Database
from plugin.store.tables import audit_index

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
EVENTS = (AuditEvent.RUN_STARTED, AuditEvent.RUN_ENDED, AuditEvent.RUN_REFUSED)


@pytest.fixture
def filled(database: Database) -> Database:
    """Sixty records, a minute apart, and ten of another tenant."""
    with database.begin() as connection:
        for number in range(60):
            said = {
                "person": f"p{number % 3}",
                "product": "jira",
                "place": f"P{number % 4}",
                "item": f"P-{number % 5}",
                "run": f"r{number % 6}",
            }
            append(connection, "t1", EVENTS[number % 3], said)
        for number in range(10):
            append(connection, "t2", AuditEvent.RUN_ENDED, {"person": "p1", "run": f"r{number}"})
        for number in range(60):
            moment = START + timedelta(minutes=number)
            where = (audit_index.c.tenant_id == "t1") & (audit_index.c.seq == number + 1)
            connection.execute(update(audit_index).where(where).values(at=moment))
    return database


def everything(database: Database, filters: Filters, limit: int = 7) -> list[Found]:
    """All pages together."""
    found: list[Found] = []
    before = None
    while True:
        page = search(database, "t1", filters, before=before, limit=limit)
        found += page.found
        before = page.before
        if before is None:
            return found


@pytest.mark.parametrize(
    ("filters", "which"),
    [
        (Filters(), lambda _: True),
        (Filters(person="p1"), lambda n: n % 3 == 1),
        (Filters(place="jira:P2"), lambda n: n % 4 == 2),
        (Filters(item="P-4"), lambda n: n % 5 == 4),
        (Filters(run="r5"), lambda n: n % 6 == 5),
        (Filters(events=frozenset({EVENTS[0], EVENTS[2]})), lambda n: n % 3 != 1),
        (Filters(since=START + timedelta(minutes=10)), lambda n: n >= 10),
        (Filters(until=START + timedelta(minutes=10)), lambda n: n < 10),
        (Filters(person="p0", place="jira:P0", since=START + timedelta(minutes=30)), lambda n: n % 12 == 0 and n >= 30),
        (Filters(person="nobody"), lambda _: False),
        (Filters(person="p1' OR 1=1 --"), lambda _: False),
    ],
)
def test_filters(filled: Database, filters: Filters, which: Any) -> None:
    """Each filter, and several together, finds exactly its records of this tenant, newest first, over all pages."""
    expected = [number + 1 for number in reversed(range(60)) if which(number)]
    assert [one.seq for one in everything(filled, filters)] == expected


def test_pages(filled: Database) -> None:
    """A page is as long as asked for and never longer than two hundred; the last one says that it is."""
    first = search(filled, "t1", Filters(), limit=60)
    assert (len(first.found), first.before) == (60, None)
    second = search(filled, "t1", Filters(), limit=59)
    assert (len(second.found), second.before) == (59, 2)
    assert len(search(filled, "t1", Filters(), limit=0).found) == 1
    assert len(search(filled, "t1", Filters(), limit=10_000).found) == 60


def test_an_erased_record(filled: Database) -> None:
    """What was erased is still listed by number, time and event, and by nothing else."""
    from plugin.audit import index  # noqa: PLC0415

    with filled.begin() as connection:
        connection.execute(
            text("UPDATE audit_records SET payload = NULL, salt = NULL WHERE tenant_id = 't1' AND seq = 60")
        )
        index.empty(connection, "t1", [60])
    newest = search(filled, "t1", Filters(), limit=1).found[0]
    assert (newest.seq, newest.person, newest.place, newest.payload) == (60, "", "", None)
    assert newest.event is EVENTS[59 % 3]
    assert not [one for one in everything(filled, Filters(person="p2")) if one.seq == 60]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(person="p1"),
        Filters(place="jira:P2"),
        Filters(item="P-4"),
        Filters(run="r5"),
        Filters(events=frozenset({EVENTS[0]})),
        Filters(),
    ],
)
def test_an_index_serves_each_filter(filled: Database, filters: Filters) -> None:
    """No filter reads the whole table, and none sorts: the index has the order."""
    from sqlalchemy import select  # noqa: PLC0415

    query = (
        select(audit_index.c.seq)
        .where(audit_index.c.tenant_id == "t1", *_conditions(filters, 50))
        .order_by(audit_index.c.seq.desc())
    )
    said = str(query.compile(filled.engine, compile_kwargs={"literal_binds": True}))
    with filled.read() as connection:
        plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {said}")))
    assert "SEARCH audit_index USING" in plan
    assert "TEMP B-TREE" not in plan


def test_what_a_search_says_of_itself() -> None:
    """The record of a search names what was looked for under names that are not searched themselves."""
    filters = Filters(since=START, person="p1", run="r1", events=frozenset({AuditEvent.RUN_ENDED}))
    said = filters.described()
    assert said == {
        "since": START.isoformat(),
        "searched_person": "p1",
        "searched_run": "r1",
        "events": ["run:ended"],
    }
    assert json.dumps(said)
    assert not {"person", "run", "place", "item"} & set(said)
