"""Obey Atlassian's app access rules: by the events that say what is blocked, and by looking.

An event names issues, pages or a place by id, and only ever makes us remove. One that nobody can read makes us look at
everything that is kept: each item is asked for as the person whose run it was, and what the host does not show goes.
Confluence is also asked every hour, as the app, in which spaces anything is kept from us; and Jira where the app came
by Forge, after the install and whenever Forge's clock brings a token. Jira tells Connect apps nothing, so its events
are all there is. While a rule stands, the host itself answers no read of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Item, Product
from plugin.assist.model import Run
from plugin.assist.repository import Runs
from plugin.errors import HostFault, VouchError
from plugin.gateway.faults import NotPermitted
from plugin.governance.blocked import Blocked
from plugin.identity.repository import Door, Installation
from plugin.store.access_tables import access_looks as t
from plugin.store.database import Database
from plugin.store.tables import runs

EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=10)
_MOST_ITEMS = 500
_MOST_IDS = 10_000
_LONGEST_ID = 64

BlockedPlaces = Callable[[Installation, tuple[str, ...]], tuple[str, ...] | None]
"""Ids of the places, of those where something of ours is kept, in which anything is kept from us.

None where nobody can ask now; may raise `HostFault`.
"""
Shows = Callable[[Run], Item]
"""Ask the host for a run's item as its person; raises `HostFault` (`NotPermitted` where it does not show it)."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Named:
    """What an event says is blocked: ids of items, or a place; neither where it could not be read."""

    items: frozenset[str] = frozenset()
    place: str = ""


def named(product: Product, body: Any) -> Named:  # noqa: ANN401 (untrusted JSON)
    """Read an event as Connect or Forge sends it; ids may be bare or the end of an Atlassian resource identifier."""
    data = body.get("data") if isinstance(body, dict) else None
    said = data if isinstance(data, dict) else body if isinstance(body, dict) else {}
    container = said.get("container")
    ids = [
        _id(each)
        for found in _objects(said)
        if str(found.get("product", product.value)).lower() == product.value
        for each in _list(found.get("ids"))
    ]
    here = isinstance(container, dict) and str(container.get("product", product.value)).lower() == product.value
    place = _id(container.get("id")) if isinstance(container, dict) and here else ""
    return Named(frozenset(filter(None, ids[:_MOST_IDS])), place)


class AccessRules:
    """What is done about them."""

    def __init__(
        self,
        database: Database,
        *,
        blocked: Blocked,
        run_store: Runs,
        installed: Callable[[], list[Installation]],
        blocked_places: BlockedPlaces,
        shows: Shows,
    ) -> None:
        self._database = database
        self._blocked = blocked
        self._runs = run_store
        self._installed = installed
        self._blocked_places = blocked_places
        self._shows = shows

    def heard(self, installation: Installation, body: Any, now: datetime) -> None:  # noqa: ANN401 (untrusted JSON)
        """Do what an event says; repeated, it removes what is kept by then."""
        tenant_id, product = installation.tenant_id, installation.product
        said = named(product, body)
        if said.items:
            self._blocked.items(tenant_id, product, said.items, "event")
        if said.place:
            self._blocked.place(tenant_id, product, said.place, "event")
        if not said.items and not said.place:
            self._note(installation, due_at=now, everything=True)

    def look_soon(self, installation: Installation, now: datetime) -> None:
        """Be due now: the app was installed, or its own token came along."""
        self._note(installation, due_at=now)

    def look_due(self, now: datetime) -> int:
        """Look for every installation whose time has come; returns how many looks were finished."""
        return sum(self._look(each, now) for each in self._installed() if self._lease(each, now))

    def _look(self, installation: Installation, now: datetime) -> bool:
        with self._database.read() as connection:
            everything = bool(
                connection.execute(select(t.c.everything).where(t.c.installation_id == installation.id)).scalar()
            )
        again = now + EVERY
        try:
            places = self._blocked_places(installation, self._kept_in(installation)) if _asks(installation) else ()
            if places is None and not everything:
                self._note(installation, due_at=again, last_error="no_token", leased_until=None)
                return False
            self._check(installation, None if everything else places)
        except HostFault as fault:
            _log.warning("access_rules_not_known", product=installation.product.value, code=fault.code)
            self._note(installation, due_at=now + EVERY / 6, last_error=fault.code[:40], leased_until=None)
            return False
        self._note(installation, due_at=again, everything=False, last_at=now, last_error="", leased_until=None)
        return True

    def _check(self, installation: Installation, spaces: tuple[str, ...] | None) -> None:
        """Ask for each item of these spaces (None: of everything) of which something is kept."""
        gone = {run.item.id for run in self._kept(installation, spaces) if not self._is_shown(run)}
        if gone:
            self._blocked.items(installation.tenant_id, installation.product, gone, "look")

    def _is_shown(self, run: Run) -> bool:
        """Whether the host still shows it; where it does not answer, the look is not over."""
        try:
            self._shows(run)
        except NotPermitted:
            return False
        except HostFault as fault:
            if fault.code == "impersonation_refused":
                return True  # nobody can be read as; retention and erasure see to what is theirs
            raise
        except VouchError:
            return True
        return True

    def _kept(self, installation: Installation, spaces: tuple[str, ...] | None) -> Iterator[Run]:
        """The newest run of each item of which a text is kept."""
        where = (runs.c.installation_id == installation.id) & runs.c.outcome.is_not(None) & (runs.c.item_id != "")
        if spaces is not None:
            where &= runs.c.place_id.in_(spaces)
        query = select(runs.c.id, runs.c.item_id).where(where).order_by(runs.c.created_at.desc())
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        newest = {row.item_id: row.id for row in reversed(rows)}
        for run_id in list(newest.values())[:_MOST_ITEMS]:
            run = self._runs.of_tenant(installation.tenant_id, run_id)
            if run is not None:
                yield run

    def _kept_in(self, installation: Installation) -> tuple[str, ...]:
        """Ids of the places where a text is kept."""
        where = (runs.c.installation_id == installation.id) & runs.c.outcome.is_not(None) & (runs.c.place_id != "")
        with self._database.read() as connection:
            return tuple(connection.execute(select(runs.c.place_id).where(where).distinct()).scalars())

    def _lease(self, installation: Installation, now: datetime) -> bool:
        """Take an installation that is due; Jira's through Connect only where an event could not be read."""
        if _asks(installation):
            self._note(installation, at_most_once=True, due_at=now)
        free = or_(t.c.leased_until.is_(None), t.c.leased_until < now)
        due = (t.c.installation_id == installation.id) & (t.c.due_at <= now)
        wanted = due if _asks(installation) else due & t.c.everything.is_(True)
        with self._database.begin() as connection:
            return bool(connection.execute(update(t).where(wanted, free).values(leased_until=now + LEASE)).rowcount)

    def _note(self, installation: Installation, *, at_most_once: bool = False, **values: Any) -> None:  # noqa: ANN401 (columns)
        row = {"installation_id": installation.id, "tenant_id": installation.tenant_id}
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(t).values(**row, **values))
            except IntegrityError:
                if not at_most_once:
                    connection.execute(update(t).where(t.c.installation_id == installation.id).values(**values))


def _asks(installation: Installation) -> bool:
    """Whether the host tells us anything by itself: Jira does not tell Connect apps."""
    return installation.product is Product.CONFLUENCE or installation.door is Door.FORGE


def _objects(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (each for each in _list(said.get("objects")) if isinstance(each, dict))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _id(value: object) -> str:
    """A bare id, or the end of an identifier such as `ari:cloud:confluence:…:page/123`; empty where it is neither."""
    whole = str(value) if isinstance(value, str | int) else ""
    end = whole.rpartition("/")[2] if whole.startswith("ari:") else whole
    return end if end.isalnum() and len(end) <= _LONGEST_ID else ""
