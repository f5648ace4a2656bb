"""Visits: what is new is counted from before this visit, and a visit says nothing of what was seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from connectors.host.model import Item, Product
from plugin.assist.news import Basis, Newness
from plugin.assist.visits import VISIT_DAYS, Visits, forget_old_visits, forget_visits
from plugin.errors import BadRequest
from plugin.gateway.gateway import Glance
from plugin.store.database import Database
from plugin.store.tables import tenants
from tests.fakes.documents import ITEM

NOON = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def visits(database: Database) -> Visits:
    """The visits of two tenants."""
    with database.begin() as connection:
        rows = [{"id": name, "site": "s", "created_at": NOON} for name in ("tenant", "other")]
        connection.execute(insert(tenants).values(rows))
    return Visits(database)


def test_a_visit_lasts_half_an_hour(visits: Visits) -> None:
    """Loading again within a visit tells the same; the next visit counts from the last look of the one before."""
    looks = [(0, None), (10, None), (35, None), (120, 35), (125, 35), (150, 35), (500, 150)]
    for minutes, before in looks:
        found = visits.look("tenant", "ada", ITEM, NOON + minutes * MINUTE)
        assert found == (None if before is None else NOON + before * MINUTE)
        assert visits.before("tenant", "ada", ITEM) == found


def test_of_one_person_and_item(visits: Visits) -> None:
    """Nobody's visit is counted for another person, tenant, item or product."""
    visits.look("tenant", "ada", ITEM, NOON)
    later = NOON + 60 * MINUTE
    for key in (("tenant", "bo", ITEM), ("other", "ada", ITEM), ("tenant", "ada", Item(Product.CONFLUENCE, ITEM.id))):
        assert visits.look(*key, later) is None
    assert visits.look("tenant", "ada", ITEM, later) == NOON


def test_forgotten(visits: Visits, database: Database) -> None:
    """Visits go with their person, and with their days."""
    for person in ("ada", "bo"):
        for minutes in (0, 60):
            visits.look("tenant", person, ITEM, NOON + minutes * MINUTE)
    with database.begin() as connection:
        assert forget_visits(connection, "other", "ada") == 0
        assert forget_visits(connection, "tenant", "ada") == 1
        assert forget_old_visits(connection, NOON + timedelta(days=VISIT_DAYS - 1)) == 0
        assert forget_old_visits(connection, NOON + timedelta(days=VISIT_DAYS + 1)) == 1
    assert visits.before("tenant", "bo", ITEM) is None


def test_how_much_is_new(visits: Visits) -> None:
    """Comments that came or changed since are counted; an approved summary counts only where something happened."""
    before = NOON - 60 * MINUTE
    visits.look("tenant", "ada", ITEM, before)
    times = [(before + minutes * MINUTE).isoformat() for minutes in (-5, 5, 7)]
    glance = Glance(dict(zip("abc", times, strict=True)), 100, updated=before + 9 * MINUTE)
    newness = Newness(visits, lambda _tenant, _item: before + 6 * MINUTE)
    visit, approved = newness.look("tenant", "ada", ITEM, glance)
    assert (visit.basis, visit.at, visit.comments, visit.changed) == (Basis.VISIT, before, 2, True)
    assert (approved.basis, approved.comments, approved.changed) == (Basis.APPROVED, 1, True)
    assert newness.moment("tenant", "ada", ITEM, Basis.APPROVED) == before + 6 * MINUTE
    quiet = Newness(visits, lambda _tenant, _item: before + 20 * MINUTE)
    assert [news.basis for news in quiet.look("tenant", "ada", ITEM, glance)] == [Basis.VISIT]
    with pytest.raises(BadRequest) as caught:
        Newness(visits, lambda _tenant, _item: None).moment("tenant", "zoe", ITEM, Basis.VISIT)
    assert caught.value.code == "no_earlier_visit"
