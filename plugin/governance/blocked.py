"""Remove what is kept of objects that an app access rule keeps from us.

Texts of runs, what writes replaced, summaries that pages show, notes, questions, what was learned; runs under way are
stopped. The record stays: it holds no content. What a legal hold keeps stays as well, and is shown to nobody: the host
is asked before anything is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from connectors.host.model import Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.governance.holds import Holds, held_runs
from plugin.store.database import Database
from plugin.store.reading_tables import visits
from plugin.store.review_tables import review_requests
from plugin.store.tables import (
    approved_summaries,
    category_lessons,
    category_models,
    category_places,
    decisions,
    escalations,
    runs,
)


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of each kind was removed."""

    results: int = 0
    stopped: int = 0
    receipts: int = 0
    summaries: int = 0
    notes: int = 0
    questions: int = 0
    lessons: int = 0
    models: int = 0


class Blocked:
    """Removes, and records that it did."""

    def __init__(self, database: Database, holds: Holds) -> None:
        self._database = database
        self._holds = holds

    def items(self, tenant_id: str, product: Product, ids: Collection[str], how: str) -> Removed:
        """Remove what is kept of these issues or pages.

        Args:
            tenant_id: whose.
            product: of the items.
            ids: their ids.
            how: how we know: "event" or "look".
        """
        of_runs = (runs.c.product == product.value) & runs.c.item_id.in_(ids)
        return self._remove(tenant_id, product, of_runs, set(ids), "", {"items": len(ids), "how": how})

    def place(self, tenant_id: str, product: Product, place_id: str, how: str) -> Removed:
        """Remove what is kept of everything in a project or space."""
        of_runs = (runs.c.product == product.value) & (runs.c.place_id == place_id)
        with self._database.read() as connection:
            query = select(runs.c.item_id).where(runs.c.tenant_id == tenant_id, of_runs).distinct()
            ids = set(connection.execute(query).scalars())
        said = {"place_id": place_id, "items": len(ids), "how": how}
        return self._remove(tenant_id, product, of_runs, ids, place_id, said)

    def _remove(
        self,
        tenant_id: str,
        product: Product,
        of_runs: ColumnElement[bool],
        ids: set[str],
        place_id: str,
        said: dict[str, object],
    ) -> Removed:
        own = (runs.c.tenant_id == tenant_id) & of_runs & ~held_runs(self._holds.standing(tenant_id))
        with self._database.begin() as connection:
            removed = Removed(
                **_texts(connection, tenant_id, own),
                **_shown(connection, tenant_id, product, ids, own),
                **_learned(connection, tenant_id, product, ids, place_id),
            )
            seen = (visits.c.tenant_id == tenant_id) & (visits.c.product == product.value) & visits.c.item_id.in_(ids)
            connection.execute(delete(visits).where(seen))
            payload = {"product": product.value, **said, "removed": asdict(removed)}
            append(connection, tenant_id, AuditEvent.ACCESS_BLOCKED, payload)
        return removed


def _texts(connection: Connection, tenant_id: str, own: ColumnElement[bool]) -> dict[str, int]:
    of = select(runs.c.id).where(own)
    kept = (decisions.c.tenant_id == tenant_id) & decisions.c.run_id.in_(of) & decisions.c.receipt.is_not(None)
    active = update(runs).where(own, runs.c.finished_at.is_(None))
    texts = update(runs).where(own, or_(runs.c.outcome.is_not(None), runs.c.fingerprint.is_not(None)))
    return {
        "stopped": connection.execute(active.values(stop_wanted=True)).rowcount,
        "results": connection.execute(texts.values(outcome=None, fingerprint=None)).rowcount,
        "receipts": connection.execute(update(decisions).where(kept).values(receipt=None)).rowcount,
    }


def _shown(
    connection: Connection, tenant_id: str, product: Product, ids: set[str], own: ColumnElement[bool]
) -> dict[str, int]:
    of = select(runs.c.id).where(own)
    a, e, r = approved_summaries.c, escalations.c, review_requests.c
    summaries = (a.tenant_id == tenant_id) & (a.product == product.value) & a.item_id.in_(ids) & a.text.is_not(None)
    ended = {"text": None, "ended": "expired"}
    return {
        "summaries": connection.execute(
            update(approved_summaries).where(summaries, a.run_id.in_(of)).values(**ended)
        ).rowcount,
        "notes": connection.execute(delete(escalations).where(e.tenant_id == tenant_id, e.run_id.in_(of))).rowcount,
        "questions": connection.execute(
            delete(review_requests).where(r.tenant_id == tenant_id, r.run_id.in_(of))
        ).rowcount,
    }


def _learned(connection: Connection, tenant_id: str, product: Product, ids: set[str], place_id: str) -> dict[str, int]:
    """Forget what any of these taught: numbers cannot be unlearned one by one, so a place's models go as a whole."""
    p, m, le = category_places.c, category_models.c, category_lessons.c
    here = (p.tenant_id == tenant_id) & (p.product == product.value)
    rows = connection.execute(select(p.place_id, p.sample).where(here)).all()
    taught = {row.place_id for row in rows if row.place_id == place_id or ids & set(row.sample)}
    lessons = (le.tenant_id == tenant_id) & (le.product == product.value)
    lessons &= or_(le.item_id.in_(ids), le.place_id == place_id) if place_id else le.item_id.in_(ids)
    models = (m.tenant_id == tenant_id) & (m.product == product.value) & m.place_id.in_(taught)
    again = update(category_places).where(here, p.place_id.in_(taught))
    connection.execute(again.values(sample=[], started_at=None, learned_at=None, due_at=datetime.now(UTC)))
    return {
        "lessons": connection.execute(delete(category_lessons).where(lessons)).rowcount,
        "models": connection.execute(delete(category_models).where(models)).rowcount,
    }
