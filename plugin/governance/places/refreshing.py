"""The list's refresh from Atlassian, in the background, as the administrator who looks at it; nobody's name is kept.

Names of places that one administrator may see are thereby shown to the tenant's other administrators: an administrator
of Jira sees all projects anyway, and of a space that another may not open they see no more than its name and key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.access import Access
from connectors.host.model import Product
from plugin.errors import VouchError
from plugin.gateway.places import Listings
from plugin.governance.places.listing import PlaceList
from plugin.governance.places.model import ListState
from plugin.identity.caller import Caller
from plugin.store.database import Database
from plugin.store.place_tables import place_lists

STALE_AFTER = timedelta(days=1)
AT_MOST_EVERY = timedelta(minutes=2)
_GIVEN_UP_AFTER = timedelta(minutes=10)  # whoever was at it is gone

AccessOf = Callable[[str, str, str], Access]
"""(tenant id, installation id, person's reference) -> access as that person."""

lists = place_lists.c
_log = structlog.get_logger(__name__)


class Refreshing:
    """Says where a refresh is due, and does it."""

    def __init__(
        self,
        database: Database,
        places: PlaceList,
        listings: Listings,
        access_of: AccessOf,
    ) -> None:
        self._database = database
        self._places = places
        self._listings = listings
        self._access_of = access_of

    def states(self, tenant_id: str) -> list[ListState]:
        """Return how the lists stand that were ever asked for."""
        query = select(place_lists).where(lists.tenant_id == tenant_id).order_by(lists.product)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        now = datetime.now(UTC)
        return [
            ListState(
                Product(row.product),
                row.refreshed_at,
                row.started_at is not None and row.started_at > now - _GIVEN_UP_AFTER,
                row.fault,
            )
            for row in rows
        ]

    def claim(self, caller: Caller, *, now: datetime, older_than: timedelta) -> str:
        """Take the refresh of the caller's product, as the caller, where the list is older and nobody is at it.

        Returns:
            The key of the job; empty where nothing is to be done.
        """
        at = _at(caller.tenant_id, caller.product.value)
        free = or_(lists.started_at.is_(None), lists.started_at < now - _GIVEN_UP_AFTER)
        due = or_(lists.refreshed_at.is_(None), lists.refreshed_at < now - older_than)
        with self._database.read() as connection:
            row = connection.execute(select(and_(free, due)).where(at)).first()
        if row and not row[0]:
            return ""
        with self._database.begin() as connection:
            if row is None:
                _make(connection, caller.tenant_id, caller.product)
            claimed = connection.execute(update(place_lists).where(at, free, due).values(started_at=now)).rowcount
        key = [caller.tenant_id, caller.product.value, caller.installation_id, caller.person]
        return json.dumps(key) if claimed else ""

    def refresh(self, key: str) -> None:
        """Do it: the job of the worker."""
        tenant_id, product, installation_id, person = json.loads(key)
        fault = ""
        try:
            found = self._listings.of(Product(product), self._access_of(tenant_id, installation_id, person))
            self._places.replace(tenant_id, Product(product), found, datetime.now(UTC))
        except VouchError as error:
            fault = error.code
            _log.warning("places_not_listed", tenant=tenant_id, product=product, code=fault)
        self._ended(tenant_id, product, fault)

    def crashed(self, key: str) -> None:
        """Say that it broke."""
        tenant_id, product, *_ = json.loads(key)
        self._ended(tenant_id, product, "internal")

    def _ended(self, tenant_id: str, product: str, fault: str) -> None:
        values = {"started_at": None, "fault": fault} | ({} if fault else {"refreshed_at": datetime.now(UTC)})
        with self._database.begin() as connection:
            connection.execute(update(place_lists).where(_at(tenant_id, product)).values(**values))


def _make(connection: Connection, tenant_id: str, product: Product) -> None:
    try:
        with connection.begin_nested():
            values = {"tenant_id": tenant_id, "product": product.value, "policy_version": -1, "fault": ""}
            connection.execute(insert(place_lists).values(**values))
    except IntegrityError:  # somebody else looked in this very moment
        return


def _at(tenant_id: str, product: str) -> ColumnElement[bool]:
    return (lists.tenant_id == tenant_id) & (lists.product == product)
