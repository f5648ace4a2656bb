"""Accounts are reported to both products as the app, and what the hosts answer is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from sqlalchemy import select

from connectors.host.accounts import PATH
from plugin.audit.events import AuditEvent
from plugin.audit.repository import latest, verify_tenant
from plugin.cli.demo import Demo
from plugin.governance.holds import HoldKind
from plugin.governance.reporting import ReportState, report_states
from plugin.store.tables import people
from tests.contract.conftest import OpenPanel

WEEK = timedelta(days=7)


class Clock:
    """The test's clock: each report of this module comes a quarter after the one before, so that it is due."""

    now = datetime.now(UTC)


@pytest.fixture(autouse=True)
def later(demo: Demo) -> Iterator[None]:
    """Nothing of one test is left to the next."""
    Clock.now += timedelta(days=90)
    demo.site.state.reports.clear()
    yield
    demo.site.state.faults.clear()
    demo.site.state.account_states.clear()


def report(demo: Demo) -> int:
    """What the background does."""
    return demo.services.reporting.report_due(Clock.now)


def state(demo: Demo) -> ReportState:
    """How Jira's report stands."""
    (found,) = report_states(demo.services.database, demo.tenant_id)
    return found


def said(demo: Demo) -> str:
    """What the newest record of Jira's report says."""
    with demo.services.database.read() as connection:
        record = latest(connection, demo.tenant_id, AuditEvent.PEOPLE_REPORTED)
    assert record
    return record.payload or ""


def kept(demo: Demo) -> set[str]:
    """The account ids of Jira's tenant."""
    with demo.services.database.read() as connection:
        query = select(people.c.account_id).where(people.c.tenant_id == demo.tenant_id)
        return set(connection.execute(query).scalars())


def meet(demo: Demo, count: int, prefix: str) -> None:
    """Let the tenant meet people."""
    for number in range(count):
        demo.services.installations.person(demo.tenant_id, f"{prefix}:{number}")


def test_both_products_once_a_week(demo: Demo, panel: OpenPanel, wiki: OpenPanel) -> None:
    """Each host is told of everybody who is kept, signed as the app; then nothing is due for a week."""
    ines, elsewhere = panel(), wiki()
    ines.summarise()
    elsewhere.summarise()
    account = demo.site.state.person("ines").account_id  # type: ignore[union-attr]
    assert report(demo) == 2
    assert sorted(product for product, _ in demo.site.state.reports) == ["confluence", "jira"]
    assert all(account in accounts for _, accounts in demo.site.state.reports)
    assert '"accounts":1' in said(demo)
    found = state(demo)
    assert (found.last_at, found.due_at, found.accounts) == (Clock.now, Clock.now + WEEK, 1)
    assert not found.overdue(Clock.now + WEEK)
    assert found.overdue(Clock.now + WEEK + timedelta(days=2))
    Clock.now += WEEK - timedelta(minutes=1)
    assert report(demo) == 0


def test_a_host_sets_the_cycle(demo: Demo) -> None:
    """The header of the answer says when to come again."""
    meet(demo, 1, "cycle")
    settings = demo.site.state.settings
    object.__setattr__(settings, "cycle_period", "P3D")
    report(demo)
    object.__setattr__(settings, "cycle_period", "")
    assert state(demo).due_at == Clock.now + timedelta(days=3)


def test_batches_that_a_limit_breaks_off_go_on(demo: Demo) -> None:
    """More than ninety go in parts; a 429 says when to come again, and what was reported is not reported twice."""
    meet(demo, 200, "batch")
    many = len(kept(demo))
    sends = demo.services.reporting._send
    sent: list[int] = []

    def counting(installation: object, batch: object) -> object:
        if 90 in sent and 0 not in sent:  # the first of Jira's batches is through
            demo.site.state.faults.add("^/rest/atlassian-connect", "429", seconds=120)
            sent.append(0)
        answer = sends(installation, batch)  # type: ignore[arg-type]
        sent.append(len(batch))  # type: ignore[arg-type]
        return answer

    demo.services.reporting._send = counting  # type: ignore[assignment]
    try:
        assert report(demo) == 1  # Confluence's
        found = state(demo)
        assert (found.failures, found.last_error) == (1, "host_rate_limited")
        assert found.due_at == Clock.now + timedelta(seconds=120)
        Clock.now += timedelta(seconds=121)
        assert report(demo) == 1
    finally:
        demo.services.reporting._send = sends
    batches = [accounts for product, accounts in demo.site.state.reports if product == "jira"]
    assert max(map(len, batches)) == 90
    assert sorted(account for batch in batches for account in batch) == sorted(kept(demo))
    assert state(demo).accounts == many
    assert (state(demo).failures, state(demo).last_error) == (0, "")


def test_closed_and_changed(demo: Demo) -> None:
    """Who closed their account is erased, but for whom a hold names; a changed account is fetched anew, once."""
    meet(demo, 3, "leaver")
    held = demo.services.installations.person(demo.tenant_id, "leaver:2")
    hold = demo.services.holds.place(demo.tenant_id, HoldKind.PERSON, held, case="LEGAL-7", by="cli")
    site = demo.site.state
    site.close_account("leaver:0")
    site.close_account("leaver:2")
    site.change_account("leaver:1")
    site.account_changes["leaver:1"] = Clock.now.timestamp() - 60
    assert report(demo) == 2
    assert {"leaver:0", "leaver:1", "leaver:2"} & kept(demo) == {"leaver:1", "leaver:2"}
    assert '"closed":1,' in said(demo)
    assert '"held":1,' in said(demo)
    assert '"updated":1' in said(demo)
    demo.services.holds.release(demo.tenant_id, hold.id, by="cli")
    Clock.now += WEEK
    report(demo)
    assert "leaver:2" not in kept(demo)
    assert '"updated":0' in said(demo)
    assert not any("erased:" in account for _, accounts in site.reports for account in accounts)
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


@pytest.mark.parametrize(
    ("kind", "code"), [("500", "host_unreachable"), ("403", "no_permission"), ("not_json", "host_answer_invalid")]
)
def test_a_host_that_fails(demo: Demo, kind: str, code: str) -> None:
    """A fault erases nobody, is told by its code, and is tried again later and later; the record holds no failure."""
    meet(demo, 1, "failing")
    demo.site.state.close_account("failing:0")
    demo.site.state.faults.add("^/rest/atlassian-connect", kind, times=2)
    before = said(demo)
    for wait in (15, 30):
        report(demo)
        assert state(demo).last_error == code
        assert state(demo).due_at == Clock.now + timedelta(minutes=wait)
        assert "failing:0" in kept(demo)
        assert said(demo) == before
        Clock.now += timedelta(minutes=wait)
    report(demo)
    assert "failing:0" not in kept(demo)


def test_a_clock_that_was_set_back(demo: Demo) -> None:
    """A report that was made in the future does not put off the next one."""
    report(demo)
    Clock.now -= timedelta(days=400)
    demo.site.state.reports.clear()
    assert report(demo) == 2
    assert report(demo) == 0
    Clock.now += timedelta(days=400)


def test_the_stand_in_takes_the_app_alone(demo: Demo) -> None:
    """Without a token of the app the host takes no report."""
    rows = {"accounts": [{"accountId": "x", "updatedAt": "2026-11-02T09:30:05.123Z"}]}
    for token in ("", "JWT x.y.z", "Bearer x"):
        answer = requests.post(f"{demo.site.base_url}{PATH}", json=rows, headers={"Authorization": token}, timeout=5)
        assert answer.status_code == 401
