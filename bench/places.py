"""The administrators' page of places among 10,000: ours beside the same page made of a plain list.

    python bench/places.py [--json] [--places N] [--rounds N]

Ours is a page of 50 by an index, as the API makes it: rows, total, counts by level and runs of 30 days. The peer reads
the policy's document and all places, filters and sorts them in Python, and cuts the page out: what a page without a
kept list and without an index does, even if Atlassian answered in no time. Both run against one SQLite file.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from connectors.host.model import Place, Product
from connectors.host.places import ListedPlace
from plugin.governance.places.listing import PlaceList
from plugin.governance.places.model import Wanted
from plugin.governance.policies import Policies
from plugin.store import migrate
from plugin.store.database import Database
from plugin.store.place_tables import places
from plugin.store.tables import tenants

_LEVELS = ("public", "internal", "confidential", "restricted")
_TENANT = "bench"
_PAGE = 50


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--places", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'vouch.sqlite3'}")
        migrate.upgrade(database)
        listing = PlaceList(database)
        _fill(database, listing, options.places)
        all_changed = _timed(lambda: listing.follow_policy(_TENANT))
        one_changed = _timed_change(database, listing)
        policies = Policies(database)
        first_decision = _timed(lambda: policies.current(_TENANT))
        decision = _median(lambda: policies.current(_TENANT), options.rounds)
        rows = []
        for name, wanted, offset in (
            ("first page", Wanted(), 0),
            ("last page", Wanted(), options.places - _PAGE),
            ("search", Wanted(text="team 77"), 0),
            ("one level", Wanted(level="confidential"), 0),
        ):
            ours = _median(lambda w=wanted, o=offset: _ours(listing, w, o), options.rounds)
            peer = _median(lambda w=wanted, o=offset: _plain(database, w, o), options.rounds)
            rows.append({"page": name, "vouch_ms": ours, "plain_list_ms": peer, "ratio": peer / ours})
        database.close()
    if options.json:
        ready = {"first_ms": first_decision, "then_ms": decision}
        levels = {"all_changed_ms": all_changed, "one_changed_ms": one_changed}
        print(
            json.dumps(
                {"places": options.places, "policy_taken_over": levels, "policy_ready": ready, "pages": rows}, indent=1
            )
        )
        return
    print(f"{options.places:,} places. Taking over a policy, at the first look after it changed:")
    print(f"one level {one_changed:.0f} ms, half of all levels {all_changed:.0f} ms.")
    print(
        f"The policy ready to decide by: {first_decision:.0f} ms once a version and process, then {decision:.2f} ms.\n"
    )
    print(f"{'page':<12}{'vouch':>10}{'plain list':>14}{'times faster':>14}")
    for row in rows:
        print(f"{row['page']:<12}{row['vouch_ms']:>7.1f} ms{row['plain_list_ms']:>11.1f} ms{row['ratio']:>14.1f}")


def _fill(database: Database, listing: PlaceList, count: int) -> None:
    """A site whose policy names every second place."""
    now = datetime.now(UTC)
    with database.begin() as connection:
        connection.execute(insert(tenants).values(id=_TENANT, site="bench", created_at=now))
    for product in Product:
        listed = [
            ListedPlace(Place(product, f"K{number:05}", str(number), f"Team {number % 977} {number}"), "software")
            for number in range(count)
            if number % 2 == (product is Product.JIRA)
        ]
        listing.replace(_TENANT, product, listed, now)
    named = {
        f"{product.value}:K{number:05}": {"level": _LEVELS[number % 4]}
        for number in range(0, count, 2)
        for product in [Product.JIRA if number % 2 else Product.CONFLUENCE]
    }
    Policies(database).put_in_force(_TENANT, {"places": named, "rules": []}, author="cli", based_on=0)


def _timed_change(database: Database, listing: PlaceList) -> float:
    """One place gets another level; what the next look takes for that."""
    policies = Policies(database)
    now = policies.version_in_force(_TENANT)
    now.document["places"]["jira:K00001"] = {"level": "restricted"}
    policies.put_in_force(_TENANT, now.document, author="cli", based_on=now.version)
    return _timed(lambda: listing.follow_policy(_TENANT))


def _ours(listing: PlaceList, wanted: Wanted, offset: int) -> None:
    listing.page(_TENANT, wanted, offset=offset, limit=_PAGE)
    listing.counts(_TENANT)


def _plain(database: Database, wanted: Wanted, offset: int) -> list[tuple[str, str, str]]:
    """The same page of a plain list."""
    said = Policies(database).version_in_force(_TENANT).document["places"]
    with database.read() as connection:
        rows = connection.execute(select(places).where(places.c.tenant_id == _TENANT)).all()
    found = []
    for row in rows:
        level = said.get(f"{row.product}:{row.place_key}", {}).get("level", "none")
        if wanted.text.casefold() in f"{row.name} {row.place_key}".casefold() and wanted.level in {"", level}:
            found.append((f"{row.name} {row.place_key}".casefold(), row.place_key, level))
    found.sort()
    return found[offset : offset + _PAGE]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _median(work: Callable[[], object], rounds: int) -> float:
    work()
    return statistics.median(_timed(work) for _ in range(rounds))


if __name__ == "__main__":
    main()
