"""The numbers and names of the record's events, which never change."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from plugin.audit import index
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, latest, record
from plugin.store.database import Database
from plugin.store.tables import audit_index

# Add to this; change nothing in it. Records and SIEM rules of years hold these numbers.
PERMANENT = {
    101: "installation:installed",
    102: "installation:uninstalled",
    103: "tenant:purged",
    104: "installation:joined",
    105: "installation:left",
    201: "run:started",
    202: "run:ended",
    203: "run:refused",
    204: "categories:learned",
    301: "decision:made",
    302: "write:made",
    303: "write:undone",
    304: "feedback:given",
    305: "escalation:closed",
    306: "outcome:contradicted",
    307: "review:requested",
    308: "review:decided",
    309: "review:withdrawn",
    310: "review:expired",
    311: "write:begun",
    312: "card:acknowledged",
    401: "policy:changed",
    402: "settings:changed",
    403: "categories:described",
    404: "stop:set",
    405: "stop:lifted",
    406: "policy:proposed",
    407: "policy:approved",
    408: "policy:rejected",
    409: "policy:withdrawn",
    410: "policy:expired",
    411: "policy:sealed",
    501: "admin:signed_in",
    502: "admin:refused",
    601: "audit:searched",
    602: "audit:run_read",
    603: "audit:exported",
    604: "usage:exported",
    605: "governance_pack:written",
    701: "secrets:rotated",
    703: "engine_key:set",
    704: "engine_key:removed",
    702: "checkpoint_key:made",
    801: "canary:passed",
    802: "canary:failed",
    901: "person:erased",
    902: "people:reported",
    903: "hold:placed",
    904: "hold:released",
    905: "retention:applied",
    906: "access:blocked",
}


def test_numbers_and_names_are_permanent() -> None:
    """Each number means what it meant, each event has a number of its own, and a name leads back to its event."""
    assert {event.number: event.value for event in AuditEvent} == PERMANENT
    assert len({event.number for event in AuditEvent}) == len(AuditEvent)
    assert all(AuditEvent(name).number == number for number, name in PERMANENT.items())


def test_every_event_happens_somewhere() -> None:
    """No event is declared that nothing records."""
    root = Path(__file__).parents[3] / "plugin"
    code = "\n".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py") if path.name != "events.py")
    assert [event.name for event in AuditEvent if f"AuditEvent.{event.name}" not in code] == []


def test_a_record_carries_both(database: Database) -> None:
    """Number and name stand in the header, which the chain covers."""
    with database.begin() as connection:
        made = append(connection, "t1", AuditEvent.RUN_REFUSED, {"run": "r1"})
    header = json.loads(made.header)
    assert (header["number"], header["event"]) == (203, "run:refused")


def test_the_index_follows_the_record(database: Database) -> None:
    """Person, place, item, run and level can be searched; made again, the index is the same; erased, it is empty."""
    said = {"person": "p1", "product": "jira", "place": "PAY", "item": "PAY-1", "run": "r1", "level": "internal"}
    with database.begin() as connection:
        append(connection, "t1", AuditEvent.RUN_ENDED, said)
        append(connection, "t1", AuditEvent.POLICY_CHANGED, {})
        append(connection, "t2", AuditEvent.RUN_ENDED, {"run": "other"})

    def rows() -> list[tuple[object, ...]]:
        with database.read() as connection:
            return [
                tuple(row)
                for row in connection.execute(select(audit_index).order_by(audit_index.c.tenant_id, audit_index.c.seq))
            ]

    before = rows()
    assert before[0][:2] == ("t1", 1)
    assert before[0][3:] == (202, "p1", "jira:PAY", "PAY-1", "r1", "internal")
    with database.begin() as connection:
        assert index.reindex(connection, "t1") == 2
    assert sorted(map(str, rows())) == sorted(map(str, before))
    with database.begin() as connection:
        index.empty(connection, "t1", [1])
    assert rows()[0][4:] == (None, None, None, "r1", "internal")


def test_latest(database: Database) -> None:
    """The newest record of an event is found, of this tenant alone."""
    with database.begin() as connection:
        for number in range(3):
            append(connection, "t1", AuditEvent.RUN_ENDED, {"n": number})
        append(connection, "t1", AuditEvent.POLICY_CHANGED, {})
        append(connection, "t2", AuditEvent.RUN_ENDED, {"n": 9})
        found = latest(connection, "t1", AuditEvent.RUN_ENDED)
        assert found is not None
        assert (found.seq, found.payload) == (3, '{"n":2}')
        assert latest(connection, "t1", AuditEvent.CANARY_FAILED) is None
    assert record(database, "t1", 3) == found
