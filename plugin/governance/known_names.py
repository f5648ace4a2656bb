"""Does a policy name an engine or a place that nobody knows? Only what a change newly names is asked for.

So a policy can still be changed after an engine left the catalogue or a project was deleted. Places are known by the
list that was read from the host; where it was not read yet, none is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from connectors.host.model import Product
from plugin.governance.policies import PolicyRefused
from plugin.store.database import Database
from plugin.store.place_tables import place_lists, places

_MOST = 20
UNLISTED = "is not among the places that {product} listed"


class KnownNames:
    """Judges names."""

    def __init__(self, database: Database, engines: Iterable[str]) -> None:
        self._database = database
        self._engines = frozenset(engines)

    def check(self, tenant_id: str, document: object, before: dict[str, Any], *, unlisted: bool = False) -> None:
        """Return if every name that is new is known.

        Raises:
            PolicyRefused: one is not; `problems` say where.
        """
        if not isinstance(document, dict):
            return  # the schema says so better
        was, said = list(_named(before)), list(_named(document))
        engines = {name for kind, _, name in was if kind == "engine"} | self._engines
        known_places = {name for kind, _, name in was if kind == "place"}
        new_places = {name for kind, _, name in said if kind == "place"} - known_places
        missing = set() if unlisted else self._missing(tenant_id, new_places)
        problems = [
            (path, f"there is no engine {name}")
            for kind, path, name in said
            if kind == "engine" and name not in engines
        ]
        problems += [
            (path, UNLISTED.format(product=name.partition(":")[0].capitalize()))
            for kind, path, name in said
            if kind == "place" and name in missing
        ]
        if problems:
            raise PolicyRefused(problems[:_MOST])

    def _missing(self, tenant_id: str, names: set[str]) -> set[str]:
        missing: set[str] = set()
        with self._database.read() as connection:
            for product in Product:
                asked = {name for name in names if name.startswith(f"{product.value}:")}
                if asked and _was_read(connection, tenant_id, product):
                    missing |= asked - _listed(connection, tenant_id, product)
        return missing


def _was_read(connection: Connection, tenant_id: str, product: Product) -> bool:
    where = (place_lists.c.tenant_id == tenant_id) & (place_lists.c.product == product.value)
    row = connection.execute(select(place_lists.c.refreshed_at, place_lists.c.fault).where(where)).first()
    return row is not None and row.refreshed_at is not None and not row.fault


def _listed(connection: Connection, tenant_id: str, product: Product) -> set[str]:
    where = (places.c.tenant_id == tenant_id) & (places.c.product == product.value) & places.c.seen_at.is_not(None)
    rows = connection.execute(select(places.c.place_key, places.c.place_id).where(where)).all()
    by_id = {f"{product.value}:#{row.place_id}" for row in rows if row.place_id}
    return {f"{product.value}:{row.place_key}" for row in rows} | by_id


def _named(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, path and name of every engine and place; what has the wrong shape is left to the schema."""
    for name in _mapping(document.get("places")):
        yield "place", f"places/{name}", name
    for name in _mapping(_mapping(document.get("approvers")).get("places")):
        yield "place", f"approvers/places/{name}", name
    for part in ("rules", "overlays", "exceptions"):
        listed = document.get(part)
        for number, each in enumerate(listed if isinstance(listed, list) else ()):
            said = _mapping(each)
            for kind, key in (("engine", "engines"), ("place", "places")):
                names = said.get(key)
                for at, name in enumerate(names if isinstance(names, list) else ()):
                    if isinstance(name, str):
                        yield kind, f"{part}/{number}/{key}/{at}", name


def _mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401 (any JSON value)
    return value if isinstance(value, dict) else {}
