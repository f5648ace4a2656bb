"""The list of places in the store: pages of it by an index, with the levels of the policy in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, insert, select, update

from connectors.host.model import Product
from connectors.host.places import ListedPlace
from plugin.governance.places.model import UNCLASSIFIED, PlacePage, PlaceRow, Wanted
from plugin.policy.model import Level
from plugin.store.database import Database
from plugin.store.place_tables import place_lists, places
from plugin.store.tables import policies, runs, tenants

USED_WITHIN = timedelta(days=30)
_MOST_NAME = 255

p, lists = places.c, place_lists.c


class PlaceList:
    """Every tenant's places; every question about them names its tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, tenant_id: str, wanted: Wanted, *, offset: int, limit: int) -> PlacePage:
        """Return a page of places by name, with the levels in force."""
        self.follow_policy(tenant_id)
        where = _filters(tenant_id, wanted)
        query = select(places).where(*where).order_by(p.label, p.product, p.place_key).offset(offset).limit(limit)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(places).where(*where)).scalar() or 0
            rows = connection.execute(query).all()
            used = _runs_of(connection, tenant_id, rows)
        return PlacePage(tuple(_row(row, used) for row in rows), total)

    def counts(self, tenant_id: str) -> dict[str, int]:
        """Return how many places each level has; `none` is those without one."""
        self.follow_policy(tenant_id)
        query = select(p.level, func.count()).where(p.tenant_id == tenant_id).group_by(p.level)
        with self._database.read() as connection:
            return {level or UNCLASSIFIED: count for level, count in connection.execute(query)}

    def follow_policy(self, tenant_id: str) -> None:
        """Bring the levels of the list to the policy in force, where another version came since."""
        with self._database.read() as connection:
            if not _is_behind(connection, tenant_id):
                return
        with self._database.begin() as connection:
            _lock(connection, tenant_id)
            if _is_behind(connection, tenant_id):
                _take_levels(connection, tenant_id)

    def replace(self, tenant_id: str, product: Product, found: Sequence[ListedPlace], now: datetime) -> None:
        """Take a product's list as the host gave it; what it no longer lists goes, but for what the policy names."""
        of_product = (p.tenant_id == tenant_id) & (p.product == product.value)
        with self._database.begin() as connection:
            _lock(connection, tenant_id)
            connection.execute(delete(places).where(of_product))
            rows = {each.place.key: _values(tenant_id, each, now) for each in found}
            if rows:
                connection.execute(insert(places), list(rows.values()))
            _take_levels(connection, tenant_id)


def _values(tenant_id: str, listed: ListedPlace, now: datetime) -> dict[str, Any]:
    place = listed.place
    return {
        "tenant_id": tenant_id,
        "product": place.product.value,
        "place_key": place.key,
        "place_id": place.id,
        "name": place.name[:_MOST_NAME],
        "kind": listed.kind[:32],
        "label": _label(place.name, place.key),
        "level": "",
        "seen_at": now,
    }


def _label(name: str, key: str) -> str:
    return f"{name[:_MOST_NAME].casefold()[:_MOST_NAME]} {key.casefold()}".strip()[:520]


def _lock(connection: Connection, tenant_id: str) -> None:
    """One writer of a tenant's list at a time; SQLite has but one writer anyway."""
    connection.execute(select(tenants.c.id).where(tenants.c.id == tenant_id).with_for_update())


def _version(connection: Connection, tenant_id: str) -> int:
    query = select(func.max(policies.c.version)).where(policies.c.tenant_id == tenant_id)
    return connection.execute(query).scalar() or 0


def _is_behind(connection: Connection, tenant_id: str) -> bool:
    known = connection.execute(select(func.min(lists.policy_version)).where(lists.tenant_id == tenant_id)).scalar()
    return known is None or known != _version(connection, tenant_id)


def _take_levels(connection: Connection, tenant_id: str) -> None:
    version = _version(connection, tenant_id)
    query = select(policies.c.document).where(policies.c.tenant_id == tenant_id, policies.c.version == version)
    document = connection.execute(query).scalar() or {}
    said: dict[str, str] = {name: rule["level"] for name, rule in document.get("places", {}).items()}
    connection.execute(delete(places).where(p.tenant_id == tenant_id, p.seen_at.is_(None)))
    named = _give_levels(connection, tenant_id, said)
    unknown = [name for name in said if name not in named]
    if unknown:
        connection.execute(insert(places), [_named_only(tenant_id, name, said[name]) for name in unknown])
    for product in Product:
        at = (lists.tenant_id == tenant_id) & (lists.product == product.value)
        if not connection.execute(update(place_lists).where(at).values(policy_version=version)).rowcount:
            values = {"tenant_id": tenant_id, "product": product.value, "policy_version": version, "fault": ""}
            connection.execute(insert(place_lists).values(**values))


def _give_levels(connection: Connection, tenant_id: str, said: Mapping[str, str]) -> set[str]:
    """Set the level of each listed place whose level is another now; returns the names that are listed."""
    rows = connection.execute(select(p.product, p.place_key, p.place_id, p.level).where(p.tenant_id == tenant_id)).all()
    changed, named = [], set()
    for row in rows:
        names = [name for name in _names(row) if name in said]
        named.update(names)
        levels = [Level.from_code(said[name]) for name in names]
        level = max(levels).code if levels else ""
        if level != row.level:
            changed.append({"of_product": row.product, "of_key": row.place_key, "to": level})
    if changed:
        at = (p.tenant_id == tenant_id) & (p.product == bindparam("of_product")) & (p.place_key == bindparam("of_key"))
        connection.execute(update(places).where(at).values(level=bindparam("to")), changed)
    return named


def _names(row: Row[Any, Any, Any, Any] | Row[Any]) -> tuple[str, str]:
    """As policies name a place: by key, and by id."""
    return f"{row.product}:{row.place_key}", f"{row.product}:#{row.place_id}"


def _named_only(tenant_id: str, name: str, level: str) -> dict[str, Any]:
    product, _, key = name.partition(":")
    return {
        "tenant_id": tenant_id,
        "product": product,
        "place_key": key,
        "place_id": "",
        "name": "",
        "kind": "",
        "label": _label("", key),
        "level": level,
        "seen_at": None,
    }


def _filters(tenant_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    where = [p.tenant_id == tenant_id]
    if wanted.product:
        where.append(p.product == wanted.product.value)
    if wanted.level:
        where.append(p.level == ("" if wanted.level == UNCLASSIFIED else wanted.level))
    if wanted.text.strip():
        where.append(p.label.contains(wanted.text.strip().casefold(), autoescape=True))
    return where


def _runs_of(connection: Connection, tenant_id: str, rows: Sequence[Row[Any]]) -> dict[tuple[str, str], int]:
    """How many runs each place had lately, by product and key."""
    if not rows:
        return {}
    query: Select[Any] = (
        select(runs.c.product, runs.c.place_key, func.count())
        .where(
            runs.c.tenant_id == tenant_id,
            runs.c.place_key.in_([row.place_key for row in rows]),
            runs.c.created_at >= datetime.now(UTC) - USED_WITHIN,
        )
        .group_by(runs.c.product, runs.c.place_key)
    )
    return {(product, key): count for product, key, count in connection.execute(query)}


def _row(row: Row[Any], used: Mapping[tuple[str, str], int]) -> PlaceRow:
    return PlaceRow(
        product=Product(row.product),
        key=row.place_key,
        id=row.place_id,
        name=row.name,
        kind=row.kind,
        level=row.level,
        listed=row.seen_at is not None,
        runs=used.get((row.product, row.place_key), 0),
    )
