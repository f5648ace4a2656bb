"""The administrators' list of places: what it shows, in what order, and how it follows the policy and the host."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from connectors.host.access import BearerAccess
from connectors.host.model import Place, Product
from connectors.host.places import ListedPlace
from plugin.errors import HostFault
from plugin.gateway.places import Listings
from plugin.governance.places.listing import PlaceList
from plugin.governance.places.model import PlaceRow, Wanted
from plugin.governance.places.refreshing import STALE_AFTER, Refreshing
from plugin.governance.policies import Policies
from plugin.identity.caller import Caller
from plugin.store.database import Database
from plugin.store.tables import tenants

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def listing(database: Database) -> PlaceList:
    """A list with two tenants to keep apart."""
    with database.begin() as connection:
        for name in ("one", "two"):
            connection.execute(insert(tenants).values(id=name, site=name, created_at=NOW))
    return PlaceList(database)


def listed(key: str, name: str, product: Product = Product.JIRA, number: str = "") -> ListedPlace:
    """A place as a host lists it."""
    return ListedPlace(Place(product, key=key, id=number or f"1{len(key)}{ord(key[-1])}", name=name), "software")


def keys(listing: PlaceList, wanted: Wanted | None = None, **how: int) -> list[str]:
    """The keys of a page."""
    page = listing.page("one", wanted or Wanted(), offset=how.get("offset", 0), limit=how.get("limit", 50))
    return [row.key for row in page.rows]


def put(database: Database, places: dict[str, str], based_on: int = 0) -> None:
    """Put a policy in force that names those places."""
    document = {"places": {name: {"level": level} for name, level in places.items()}, "rules": []}
    Policies(database).put_in_force("one", document, author="cli", based_on=based_on)


def test_pages_are_in_order_of_names_and_each_place_stands_once(listing: PlaceList) -> None:
    """Pages put together are the whole list, by name whatever its case, and nobody else's."""
    listing.replace("one", Product.JIRA, [listed("B", "zoo"), listed("A", "Ärger"), listed("C", "Apple")], NOW)
    listing.replace("two", Product.JIRA, [listed("X", "other")], NOW)
    assert keys(listing) == ["C", "B", "A"]
    assert keys(listing, limit=2) + keys(listing, limit=2, offset=2) == ["C", "B", "A"]


def test_filters(database: Database, listing: PlaceList) -> None:
    """A part of a name or key, a product, a level or its absence narrow the list; signs of SQL are signs."""
    listing.replace("one", Product.JIRA, [listed("PAY", "Payments"), listed("OPS", "100% Ops")], NOW)
    listing.replace("one", Product.CONFLUENCE, [listed("~kim", "Kim", Product.CONFLUENCE)], NOW)
    put(database, {"jira:PAY": "internal"})
    assert keys(listing, Wanted(text="PAYM")) == ["PAY"]
    assert keys(listing, Wanted(text="%")) == ["OPS"]
    assert keys(listing, Wanted(text="_")) == []
    assert keys(listing, Wanted(product=Product.CONFLUENCE)) == ["~kim"]
    assert keys(listing, Wanted(level="internal")) == ["PAY"]
    assert keys(listing, Wanted(level="none")) == ["OPS", "~kim"]
    assert listing.counts("one") == {"internal": 1, "none": 2}


def test_levels_follow_the_policy(database: Database, listing: PlaceList) -> None:
    """By key and by id, the stricter where both are said; what only the policy names stands too, and goes with it."""
    listing.replace("one", Product.JIRA, [listed("PAY", "Payments", number="7")], NOW)
    put(database, {"jira:PAY": "public", "jira:#7": "restricted", "jira:GONE": "internal"})
    rows = listing.page("one", Wanted(), offset=0, limit=9).rows
    assert [(row.key, row.level, row.listed) for row in rows] == [
        ("GONE", "internal", False),
        ("PAY", "restricted", True),
    ]
    put(database, {"jira:PAY": "public"}, based_on=1)
    assert [(row.key, row.level) for row in listing.page("one", Wanted(), offset=0, limit=9).rows] == [
        ("PAY", "public")
    ]


def test_a_new_list_of_the_host_replaces_the_old_one(database: Database, listing: PlaceList) -> None:
    """What is no longer listed goes, but for what the policy names; levels stay."""
    put(database, {"jira:PAY": "internal", "jira:OPS": "public"})
    listing.replace("one", Product.JIRA, [listed("PAY", "Old name"), listed("TMP", "Tmp"), listed("OPS", "Ops")], NOW)
    listing.replace("one", Product.JIRA, [listed("PAY", "Payments")], NOW)
    rows = listing.page("one", Wanted(), offset=0, limit=9).rows
    assert [(row.key, row.name, row.level, row.listed) for row in rows] == [
        ("OPS", "", "public", False),
        ("PAY", "Payments", "internal", True),
    ]


def test_pages_use_the_index(database: Database, listing: PlaceList) -> None:
    """The order of the page is the index's: the database sorts nothing."""
    del listing
    question = "SELECT * FROM places WHERE tenant_id = 'one' ORDER BY label, product, place_key LIMIT 50"
    with database.read() as connection:
        plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {question}")))
    assert "ix_places_label" in plan
    assert "TEMP B-TREE" not in plan


class FakeHost:
    """Lists what it is told, or fails."""

    def __init__(self) -> None:
        self.places = [listed("PAY", "Payments")]
        self.fault: HostFault | None = None
        self.asked: list[tuple[str, str, str]] = []

    def refreshing(self, database: Database, listing: PlaceList) -> Refreshing:
        """A refresh from this host."""

        def lists(_: object) -> object:
            if self.fault:
                raise self.fault
            return iter(self.places)

        def access_of(*who: str) -> BearerAccess:
            self.asked.append(who)  # type: ignore[arg-type]
            return BearerAccess("http://127.0.0.1:9", lambda: "")

        return Refreshing(database, listing, Listings({Product.JIRA: lists}), access_of)  # type: ignore[dict-item]


def caller() -> Caller:
    """An administrator."""
    access = BearerAccess("http://127.0.0.1:9", lambda: "")
    return Caller("one", "installation", Product.JIRA, "5b10:ines", "person", access, "http://127.0.0.1:9")


def test_a_refresh_is_claimed_once_and_as_the_one_who_asks(database: Database, listing: PlaceList) -> None:
    """Two who look at once make one refresh; a fresh list is not read again, an old one is."""
    host = FakeHost()
    refreshing = host.refreshing(database, listing)
    now = datetime.now(UTC)
    key = refreshing.claim(caller(), now=now, older_than=STALE_AFTER)
    assert refreshing.claim(caller(), now=now, older_than=STALE_AFTER) == ""
    assert [state.refreshing for state in refreshing.states("one")] == [True]
    refreshing.refresh(key)
    assert host.asked == [("one", "installation", "person")]
    assert keys(listing) == ["PAY"]
    assert refreshing.claim(caller(), now=now, older_than=STALE_AFTER) == ""
    assert refreshing.claim(caller(), now=now + STALE_AFTER + timedelta(hours=1), older_than=STALE_AFTER)


def test_a_refresh_that_fails_keeps_the_list_and_says_so(database: Database, listing: PlaceList) -> None:
    """Half a list never takes the place of a whole one."""
    host = FakeHost()
    refreshing = host.refreshing(database, listing)
    refreshing.refresh(refreshing.claim(caller(), now=datetime.now(UTC), older_than=STALE_AFTER))
    host.fault = HostFault(code="host_rate_limited")
    refreshing.refresh(refreshing.claim(caller(), now=datetime.now(UTC) + timedelta(days=2), older_than=STALE_AFTER))
    assert keys(listing) == ["PAY"]
    (state,) = [each for each in refreshing.states("one") if each.product is Product.JIRA]
    assert (state.fault, state.refreshing) == ("host_rate_limited", False)


def test_a_row_is_what_people_see(listing: PlaceList) -> None:
    """All that the page shows of a place."""
    listing.replace("one", Product.JIRA, [listed("PAY", "Payments", number="7")], NOW)
    expected = PlaceRow(Product.JIRA, "PAY", "7", "Payments", "software", "", True, 0)
    assert listing.page("one", Wanted(), offset=0, limit=9).rows == (expected,)
