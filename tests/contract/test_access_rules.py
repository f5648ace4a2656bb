"""App access rules against the stand-in site: what is blocked is not read any more, and nothing of it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from connectors.host.model import Product
from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.governance.holds import HoldKind, Holds
from plugin.sandbox.webhooks import access_blocked
from plugin.store.access_tables import access_looks
from plugin.store.tables import approved_summaries, category_lessons, escalations, runs
from tests.contract.conftest import OpenPanel

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def nothing_blocked(demo: Demo) -> Iterator[None]:
    """What a test blocks is reachable afterwards."""
    yield
    demo.site.state.governed.blocked.clear()
    demo.site.state.governed.blocked_containers.clear()


def kept(demo: Demo, run_id: str) -> bool:
    """Whether a run's text is still there."""
    with demo.services.database.read() as connection:
        return connection.execute(select(runs.c.outcome).where(runs.c.id == run_id)).scalar() is not None


def said(demo: Demo, tenant_id: str) -> list[dict[str, Any]]:
    """What the record says of what was removed."""
    found = records(demo.services.database, tenant_id)
    return [json.loads(each.payload or "{}") for each in found if '"access:blocked"' in each.header]


def looked(demo: Demo) -> None:
    """Let the next look be due now, and do it."""
    with demo.services.database.begin() as connection:
        connection.execute(update(access_looks).values(due_at=NOW - timedelta(seconds=1), leased_until=None))
    demo.services.access_rules.look_due(datetime.now(UTC))


def test_an_event_names_issues(demo: Demo, panel: OpenPanel) -> None:
    """What was made of these issues goes with what stands beside it; others' stays; a repeat removes nothing more."""
    one, other = panel("PAY-88").summarise(), panel("PAY-95").summarise()
    body = {"to": {"kind": "queue", "name": "Payments on call"}, "note": "Is this right?"}
    assert panel("PAY-88").call("POST", f"runs/{one['id']}/escalate", body).status_code == 200
    issue = demo.site.state.issue("PAY-88")
    assert issue is not None
    demo.site.state.governed.blocked.add(("jira", issue.id))
    assert access_blocked(demo.site.state, "jira", items=[issue.id]) == [204]
    assert (kept(demo, one["id"]), kept(demo, other["id"])) == (False, True)
    with demo.services.database.read() as connection:
        assert connection.execute(select(escalations.c.id).where(escalations.c.run_id == one["id"])).first() is None
    found = said(demo, demo.tenant_id)[-1]
    assert (found["how"], found["items"], found["removed"]["results"], found["removed"]["notes"]) == ("event", 1, 1, 1)
    again = panel("PAY-88").start()
    assert again.json()["error"]["code"] == "no_permission"
    assert access_blocked(demo.site.state, "jira", items=[issue.id]) == [204]
    assert said(demo, demo.tenant_id)[-1]["removed"]["notes"] == 0
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_an_event_names_a_place(demo: Demo, panel: OpenPanel) -> None:
    """A project: everything in it goes, also what was taught there."""
    run, other = panel("SHOP-12").summarise(), panel("PAY-101").summarise()
    lesson = {"id": "l1", "tenant_id": demo.tenant_id, "product": "jira", "place_id": "10000", "field": "labels",
              "item_id": "1", "value": "x", "taken": True, "run_id": "r1", "at": NOW}  # fmt: skip
    with demo.services.database.begin() as connection:
        connection.execute(category_lessons.insert().values(**lesson))
    assert access_blocked(demo.site.state, "jira", container="10000") == [204]
    assert (kept(demo, run["id"]), kept(demo, other["id"])) == (False, True)
    with demo.services.database.read() as connection:
        assert connection.execute(select(category_lessons.c.id)).first() is None
    assert said(demo, demo.tenant_id)[-1]["place_id"] == "10000"


def test_an_event_that_nobody_can_read(demo: Demo, panel: OpenPanel) -> None:
    """Then each item of which something is kept is asked for; what the host does not show goes, and only that."""
    blocked, open_one = panel("PAY-103").summarise(), panel("PAY-109").summarise()
    issue = demo.site.state.issue("PAY-103")
    assert issue is not None
    demo.site.state.governed.blocked.add(("jira", issue.id))
    assert access_blocked(demo.site.state, "jira", body={"something": "else"}) == [204]
    assert kept(demo, blocked["id"])
    looked(demo)
    assert (kept(demo, blocked["id"]), kept(demo, open_one["id"])) == (False, True)
    assert said(demo, demo.tenant_id)[-1]["how"] == "look"


def test_confluence_is_looked_at(demo: Demo, wiki: OpenPanel) -> None:
    """Every hour Confluence is asked as the app; a page that is hidden from us loses what its macro shows as well."""
    plain = wiki("196611").summarise()
    opened = wiki("196612", module="vouch-write")
    shown = opened.summarise()
    assert opened.call("POST", f"runs/{shown['id']}/apply", {"target": "macro"}).status_code == 200
    looked(demo)
    demo.services.access_rules.look_due(datetime.now(UTC))  # makes its row
    assert kept(demo, shown["id"])
    demo.site.state.governed.blocked.add(("confluence", "196612"))
    looked(demo)
    assert (kept(demo, shown["id"]), kept(demo, plain["id"])) == (False, True)
    with demo.services.database.read() as connection:
        query = select(approved_summaries.c.text, approved_summaries.c.ended)
        assert tuple(connection.execute(query).one()) == (None, "expired")


def test_a_look_that_fails_is_due_again(demo: Demo, wiki: OpenPanel) -> None:
    """Where the host does not answer nothing is removed, and the look comes again soon."""
    run = wiki("196610").summarise()
    demo.site.state.governed.blocked.add(("confluence", "196610"))
    demo.site.state.faults.add("data-policies", "500", 20)
    looked(demo)
    assert kept(demo, run["id"])
    with demo.services.database.read() as connection:
        rows = connection.execute(select(access_looks.c.last_error, access_looks.c.due_at)).all()
    (due,) = [row.due_at for row in rows if row.last_error]
    assert due < datetime.now(UTC) + timedelta(minutes=30)
    demo.site.state.faults.clear()
    looked(demo)
    assert not kept(demo, run["id"])


def test_confluence_rings_as_well(demo: Demo, wiki: OpenPanel) -> None:
    """Its event is obeyed at once."""
    run = wiki("196617").summarise()
    assert access_blocked(demo.site.state, "confluence", container="98305") == [204]
    assert not kept(demo, run["id"])


def test_a_legal_hold_keeps(demo: Demo, panel: OpenPanel) -> None:
    """What a case needs stays in the store, and the record says that nothing was removed."""
    run = panel("PAY-117").summarise()
    hold = Holds(demo.services.database).place(demo.tenant_id, HoldKind.RUN, run["id"], case="LEGAL-1", by="cli")
    issue = demo.site.state.issue("PAY-117")
    assert issue is not None
    assert access_blocked(demo.site.state, "jira", items=[issue.id]) == [204]
    assert kept(demo, run["id"])
    assert said(demo, demo.tenant_id)[-1]["removed"]["results"] == 0
    Holds(demo.services.database).release(demo.tenant_id, hold.id, by="cli")


def test_only_the_host_can_say_so(demo: Demo, panel: OpenPanel) -> None:
    """Without the host's token nothing is removed; another tenant's things are nobody's business."""
    opened = panel("PAY-121")
    run = opened.summarise()
    body = {"objects": [{"product": "jira", "type": "issue", "ids": [demo.site.state.issue("PAY-121").id]}]}  # type: ignore[union-attr]
    for headers in ({}, opened.headers()):
        answer = opened.http.post(
            f"{demo.plugin_url}/jira/webhooks?about=access", json=body, headers=headers, timeout=5
        )
        assert answer.status_code == 401
    assert kept(demo, run["id"])
    demo.services.access_rules._blocked.items("another-tenant", Product.JIRA, ["1"], "event")
    assert kept(demo, run["id"])
