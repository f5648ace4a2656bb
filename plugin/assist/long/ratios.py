"""How many tokens an engine counts for our estimate of a tenant's texts; learned from its reports, within bounds."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from plugin.store.database import Database
from plugin.store.reading_tables import token_ratios as t

LEAST, MOST = 0.4, 1.5
"""Bounds of a ratio. Measured: mean 0.45 (anonymised tickets) to 1.0 (Japanese), hardly ever above."""

_WEIGHT = 0.2  # of the newest report; the first ones count for more
_WORTH = 200  # estimated tokens; a shorter text says little


class TokenRatios:
    """The ratios of every tenant and engine."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: str, engine: str) -> float:
        """Return the ratio of reported to estimated tokens; 1 where nothing is known."""
        with self._database.read() as connection:
            ratio = connection.execute(select(t.c.ratio).where(_where(tenant_id, engine))).scalar()
        return 1.0 if ratio is None else float(ratio)

    def learn(self, tenant_id: str, engine: str, *, estimated: int, reported: int) -> None:
        """Take in one report; one without tokens, or over a short text, says nothing."""
        if reported <= 0 or estimated < _WORTH:
            return
        seen = _bounded(reported / estimated)
        with self._database.begin() as connection:
            row = connection.execute(select(t.c.ratio, t.c.samples).where(_where(tenant_id, engine))).first()
            if row is None:
                _begin(connection, tenant_id, engine, seen)
                return
            weight = max(_WEIGHT, 1 / (row.samples + 1))
            ratio = _bounded(row.ratio + weight * (seen - row.ratio))
            known = {"ratio": ratio, "samples": row.samples + 1, "at": datetime.now(UTC)}
            connection.execute(update(t).where(_where(tenant_id, engine)).values(**known))


def _begin(connection: Connection, tenant_id: str, engine: str, ratio: float) -> None:
    """The first report; of two at once, one is enough."""
    row = {"tenant_id": tenant_id, "engine": engine, "ratio": ratio, "samples": 1, "at": datetime.now(UTC)}
    try:
        with connection.begin_nested():
            connection.execute(insert(t).values(**row))
    except IntegrityError:
        return


def _where(tenant_id: str, engine: str) -> ColumnElement[bool]:
    return and_(t.c.tenant_id == tenant_id, t.c.engine == engine)


def _bounded(ratio: float) -> float:
    return min(max(ratio, LEAST), MOST)
