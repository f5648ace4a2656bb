"""Reports of accounts without a host: who is never reported, which door reports, and one process at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.host.accounts import AccountsAnswer, StoredAccount
from connectors.host.model import Product
from plugin.errors import HostFault
from plugin.governance.erasure import Erasure
from plugin.governance.holds import Holds
from plugin.governance.reporting import Reporting, report_states
from plugin.identity.repository import Door, Installation, Installations, Registration
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.usage.repository import UsageLog

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Host:
    """Takes reports; fails where it is told to."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self.fault: HostFault | None = None

    def __call__(self, installation: Installation, batch: Sequence[StoredAccount]) -> AccountsAnswer:
        """Take one."""
        assert installation.door is Door.CONNECT
        if self.fault:
            raise self.fault
        self.taken.append([account.account_id for account in batch])
        return AccountsAnswer(frozenset(), frozenset(), None)


@pytest.fixture
def known(database: Database, box: SecretBox) -> Installations:
    """The store's installations."""
    return Installations(database, box)


@pytest.fixture
def site(database: Database, known: Installations) -> Installation:
    """A site that came through Connect."""
    said = Registration(Product.JIRA, "client-one", "https://site.atlassian.net", "", "s" * 40, "oauth", "cloud")
    with database.begin() as connection:
        return known.put(connection, said)[0]


def reporting(database: Database, box: SecretBox, host: Host, *installed: Installation) -> Reporting:
    """Reports for these."""
    erasure = Erasure(database, UsageLog(box), Holds(database))
    return Reporting(database, installed=lambda: list(installed), send=host, erasure=erasure)


def test_who_is_never_reported(database: Database, box: SecretBox, known: Installations, site: Installation) -> None:
    """Neither the erased nor whom Atlassian cannot name."""
    host, reports = Host(), reporting(database, box, Host(), site)
    reports._send = host
    for account in ("5b10:ines", "unknown", "5b10:gone"):
        known.person(site.tenant_id, account)
    Erasure(database, UsageLog(box), Holds(database)).erase(site.tenant_id, "5b10:gone", by="cli", why="asked")
    assert reports.report_due(NOW) == 1
    assert host.taken == [["5b10:ines"]]


def test_a_site_without_people(database: Database, box: SecretBox, site: Installation) -> None:
    """Nobody is kept, so nothing is sent; the report counts as made."""
    host = Host()
    assert reporting(database, box, host, site).report_due(NOW) == 1
    assert host.taken == []
    assert [state.last_at for state in report_states(database, site.tenant_id)] == [NOW]


def test_the_other_door(database: Database, box: SecretBox, known: Installations, site: Installation) -> None:
    """A Forge installation has no secret to sign with: it is never tried, and is not overdue."""
    known.person(site.tenant_id, "5b10:ines")
    host = Host()
    assert reporting(database, box, host, replace(site, door=Door.FORGE)).report_due(NOW) == 0
    assert host.taken == []


def test_one_at_a_time(database: Database, box: SecretBox, known: Installations, site: Installation) -> None:
    """While one process reports, another does not; the turn of one that died comes back after an hour."""
    known.person(site.tenant_id, "5b10:ines")
    host = Host()
    reports = reporting(database, box, host, site)
    assert reports._lease(site, NOW)  # takes its turn and dies
    assert reports.report_due(NOW + timedelta(minutes=59)) == 0
    assert reports.report_due(NOW + timedelta(minutes=61)) == 1


def test_waits_grow_to_a_day(database: Database, box: SecretBox, known: Installations, site: Installation) -> None:
    """A host that stays away is asked less and less often, but every day; what it asks for is kept to a day too."""
    known.person(site.tenant_id, "5b10:ines")
    host, now = Host(), NOW
    reports = reporting(database, box, host, site)
    host.fault = HostFault()
    waits = []
    for _ in range(9):
        assert reports.report_due(now) == 0
        (state,) = report_states(database, site.tenant_id)
        assert state.due_at
        waits.append((state.due_at - now).total_seconds() / 60)
        now = state.due_at
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    host.fault = HostFault(code="host_rate_limited", retry_after=9_999_999)
    reports.report_due(now)
    (state,) = report_states(database, site.tenant_id)
    assert state.due_at == now + timedelta(days=1)
