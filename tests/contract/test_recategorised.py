"""Bells, and values that somebody changed after they were taken: counted once, taught, and read as who took them."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import delete, select, update

from connectors.host.model import Item, Product
from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.sandbox.site import Issue
from plugin.sandbox.tokens import webhook_token
from plugin.sandbox.webhooks import ring
from plugin.store.door_tables import bells
from plugin.store.tables import category_lessons, contradictions, decisions
from plugin.usage.repository import events
from tests.contract.conftest import OpenPanel
from tests.contract.test_review_fields import four
from tests.fakes.panel import Panel
from tests.fakes.suggestions import suggested

KEY = "PAY-95"


@pytest.fixture
def issue(demo: Demo) -> Iterator[Issue]:
    """The issue of these tests; no decision, bell or lesson of another test is left."""
    with demo.services.database.begin() as connection:
        for table in (contradictions, bells, decisions, category_lessons):
            connection.execute(delete(table))
    issues = demo.site.state.site.issues
    before = copy.deepcopy(issues[KEY])
    yield issues[KEY]
    issues[KEY] = before


def applied(demo: Demo, panel: Panel, *take: str) -> dict[str, Any]:
    """Write suggestions of a stored run."""
    run = suggested(demo, panel, *four(demo.site.state.site.issues[KEY]))
    done = panel.call("POST", f"runs/{run['id']}/apply", {"target": "fields", "take": list(take)})
    assert done.json()["write"] == "written", done.text
    return run


def counted(demo: Demo, run: dict[str, Any]) -> list[str]:
    """The fields whose change was counted as a contradiction of a run."""
    emitted = [e for e in events(demo.services.database, demo.tenant_id) if e["run_id"] == run["id"]]
    return [e["fields"]["field"] for e in emitted if e["event"] == "outcome.contradicted"]


def lessons(demo: Demo) -> dict[tuple[str, str], bool]:
    """(field, value) -> whether it was taken."""
    with demo.services.database.read() as connection:
        rows = connection.execute(select(category_lessons)).all()
    return {(row.field, row.value): row.taken for row in rows}


def rung(demo: Demo, issue: Issue, **more: Any) -> list[int]:
    """Ring for an issue, and wait until whatever that led to is done."""
    statuses = ring(demo.site.state, "jira:issue_updated", issue, **more)
    ends = time.monotonic() + 10
    while demo.services.looker.active and time.monotonic() < ends:
        time.sleep(0.02)
    return statuses


def test_a_bell_after_a_change(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """After the bell the fields are read again: what is other than taken is counted once, and taught."""
    run = applied(demo, panel(KEY), "g1", "g2", "g3")
    assert set(lessons(demo).values()) == {True}
    assert rung(demo, issue) == [204]
    assert counted(demo, run) == []  # our own write rings too, and contradicts nothing
    issue.labels.remove("needs-finance")
    issue.priority = "Low"
    assert rung(demo, issue) == [204]
    assert sorted(counted(demo, run)) == ["labels", "priority"]
    taught = lessons(demo)
    assert taught["labels", "needs-finance"] is False
    assert sorted(taught.values()) == [False, False, True, True]  # the component, and the priority that stands now
    rung(demo, issue)
    assert sorted(counted(demo, run)) == ["labels", "priority"]
    kept = list(records(demo.services.database, demo.tenant_id))
    assert sum('"outcome:contradicted"' in record.header for record in kept) == 2
    said = " ".join(str(record.payload) for record in kept)
    assert "needs-finance" not in said
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_repeated_and_out_of_order(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """The same bell again, later or earlier than others, leads to nothing that was not counted before."""
    run = applied(demo, panel(KEY), "g3")
    issue.priority = "Low"
    for identifier, repeat in (("b", 0), ("a", 0), ("b", 1), ("a", 2), ("b", 5)):
        assert rung(demo, issue, identifier=identifier, repeat=repeat) == [204]
    assert counted(demo, run) == ["priority"]
    with demo.services.database.read() as connection:
        rows = connection.execute(select(bells)).all()
    assert {row.identifier for row in rows} == {"a", "b"}
    assert all(row.done_at is not None for row in rows)


@pytest.mark.parametrize("query", ["", "?issueId=", "?issueId=x", "?issueId=%24%7Bissue.id%7D", "?issueId=11095%27"])
def test_bells_that_name_no_issue(demo: Demo, query: str) -> None:
    """A genuine call whose address names no issue is answered, and leads to nothing."""
    installation = demo.site.state.installs["jira"]
    token = webhook_token(demo.site.state, installation, path="/webhooks", query=query.removeprefix("?"))
    address = f"{installation.app_base_url}/webhooks{query}"
    answer = requests.post(address, headers={"Authorization": f"JWT {token}"}, timeout=10)
    assert answer.status_code == 204
    assert not demo.services.looker.active


def test_forged(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """A token for another address, somebody else's, or none: refused, and nothing is looked at."""
    run = applied(demo, panel(KEY), "g3")
    issue.priority = "Low"
    installation = demo.site.state.installs["jira"]
    address = f"{installation.app_base_url}/webhooks?issueId={issue.id}"
    other = webhook_token(demo.site.state, installation, path="/webhooks", query="issueId=1")
    for token in (other, "x.y.z", ""):
        headers = {"Authorization": f"JWT {token}", "X-Atlassian-Webhook-Identifier": "forged"}
        assert requests.post(address, headers=headers, timeout=10).status_code == 401
    assert counted(demo, run) == []
    with demo.services.database.read() as connection:
        assert connection.execute(select(bells)).all() == []


def test_an_issue_without_decisions_leaves_no_trace(demo: Demo, issue: Issue) -> None:
    """Most bells are about issues that nobody decided about: they are not even noted."""
    assert rung(demo, issue) == [204]
    with demo.services.database.read() as connection:
        assert connection.execute(select(bells)).all() == []


def test_a_lost_bell(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """Without any bell the sweep finds the change; after a week nobody looks any more."""
    run = applied(demo, panel(KEY), "g3")
    issue.priority = "Low"
    recategorised, now = demo.services.recategorised, datetime.now(UTC)
    assert recategorised.sweep(now) == []  # younger than a look is due
    (key,) = recategorised.sweep(now + timedelta(hours=7))
    assert recategorised.sweep(now + timedelta(days=8)) == []
    recategorised.look(key)
    assert counted(demo, run) == ["priority"]
    assert recategorised.sweep(datetime.now(UTC) + timedelta(hours=5)) == []
    with demo.services.database.begin() as connection:
        connection.execute(update(decisions).values(at=now - timedelta(days=8)))
    issue.labels.clear()
    recategorised.look(key)
    assert counted(demo, run) == ["priority"]


def test_a_bell_whose_process_died(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """A bell that was noted and never looked after is found by the sweep; old ones are forgotten."""
    applied(demo, panel(KEY), "g3")
    recategorised, now = demo.services.recategorised, datetime.now(UTC)
    (installation,) = demo.services.installations.by_client_key(demo.site.state.installs["jira"].client_key)
    key = recategorised.heard(installation, "died", Item(Product.JIRA, id=issue.id), now)
    assert key
    assert recategorised.sweep(now + timedelta(minutes=1)) == [key]
    recategorised.look(key)
    assert recategorised.sweep(now + timedelta(minutes=1)) == []
    recategorised.sweep(now + timedelta(days=2))
    with demo.services.database.read() as connection:
        assert connection.execute(select(bells)).all() == []


def test_undone_is_no_contradiction(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """What the person took back themselves is taught as not wanted, and not counted."""
    opened = panel(KEY)
    run = applied(demo, opened, "g1")
    assert opened.call("POST", f"runs/{run['id']}/undo").json()["write"] == "undone"
    rung(demo, issue)
    assert counted(demo, run) == []
    assert lessons(demo) == {("labels", "needs-finance"): False}


@pytest.mark.parametrize(("reason", "taught"), [("wrong", 4), ("private", 0)])
def test_a_rejection_teaches(demo: Demo, panel: OpenPanel, issue: Issue, reason: str, taught: int) -> None:
    """Suggestions that are rejected as wrong are lessons; a reason that does not speak of them is none."""
    opened = panel(KEY)
    run = suggested(demo, opened, *four(issue))
    opened.call("POST", f"runs/{run['id']}/reject", {"reason": reason})
    assert list(lessons(demo).values()) == [False] * taught


def test_read_as_who_took_it(demo: Demo, panel: OpenPanel, issue: Issue) -> None:
    """Where policy or host no longer let the person read it, nothing is read and nothing counted."""
    run = applied(demo, panel(KEY, user="anneke"), "g3")
    issue.priority = "Low"
    policies = demo.services.policies
    before = policies.version_in_force(demo.tenant_id)
    strict = {**before.document, "places": {**before.document["places"], "jira:PAY": {"level": "restricted"}}}
    policies.put_in_force(demo.tenant_id, strict, author="cli", based_on=before.version)
    try:
        rung(demo, issue)
        assert counted(demo, run) == []
    finally:
        policies.put_in_force(demo.tenant_id, before.document, author="cli", based_on=before.version + 1)
    demo.site.state.faults.add(f"/rest/api/3/issue/{issue.id}$", "404", times=1)
    rung(demo, issue)
    assert counted(demo, run) == []
    rung(demo, issue)
    assert counted(demo, run) == ["priority"]
