"""Since when something is new: since this person last looked, or since the item's summary was last approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from connectors.host.model import Document, Item
from connectors.host.news import moment_of
from plugin.assist.visits import Visits
from plugin.errors import BadRequest
from plugin.gateway.gateway import Glance

ApprovedAt = Callable[[str, Item], datetime | None]
"""(tenant id, item) -> when a person last approved a summary of it."""


class Basis(StrEnum):
    """Since what something is new."""

    VISIT = "visit"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class News:
    """How much is new since a moment: comments that came or changed, and whether the item itself changed."""

    basis: Basis
    at: datetime
    comments: int
    changed: bool


class Newness:
    """Knows since when something is new for a person."""

    def __init__(self, visits: Visits, approved_at: ApprovedAt) -> None:
        self._visits = visits
        self._approved_at = approved_at

    def look(self, tenant_id: str, person: str, item: Item, glance: Glance) -> tuple[News, ...]:
        """Record that this person looks at an item, and return what is new for them, by basis.

        An approved summary counts only where something happened since.
        """
        before, approved = (
            self._visits.look(tenant_id, person, item, datetime.now(UTC)),
            self._approved_at(tenant_id, item),
        )
        found = [_news(Basis.VISIT, before, glance)] if before else []
        since = _news(Basis.APPROVED, approved, glance) if approved else None
        return (*found, *([since] if since and (since.comments or since.changed) else []))

    def moment(self, tenant_id: str, person: str, item: Item, basis: Basis) -> datetime:
        """Return since when something is new.

        Raises:
            BadRequest: `no_earlier_visit`: this person has not looked before, or nobody has approved a summary.
        """
        visit = basis is Basis.VISIT
        at = self._visits.before(tenant_id, person, item) if visit else self._approved_at(tenant_id, item)
        if at is None:
            raise BadRequest("There is nothing to compare with yet.", code="no_earlier_visit")
        return at


def _news(basis: Basis, at: datetime, glance: Glance) -> News:
    times = (moment_of(changed) for changed in glance.comments.values())
    new = sum(time is not None and time > at for time in times)
    return News(basis, at, new, glance.updated is not None and glance.updated > at)


def since_of(document: Document, basis: str) -> dict[str, str]:
    """Return `since` of a result: what it is new since, and when that was."""
    return {"what": basis, "at": document.facts["since"]}
