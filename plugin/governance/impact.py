"""What a change of the policy would have done to the runs of the last 30 days.

Each recorded run is decided by both policies. What only its person's teams would change is left out of the comparison:
teams are not recorded, and both decide as if none were known. A level that something else than the place brought
along is kept; the place's own is taken from the policy that decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from connectors.host.model import Audience, Item, Place, Product
from plugin.audit.events import AuditEvent
from plugin.policy.decide import decide
from plugin.policy.document import PolicyDocument
from plugin.policy.levels import Found, Source
from plugin.policy.model import Allowed, Ask, Decision, Effect, Held, Level, Subject, UseCase
from plugin.store.database import Database
from plugin.store.tables import audit_index, runs

WINDOW = timedelta(days=30)
MOST_ROWS = 100

_SUBJECT = Subject("impact", "impact")


@dataclass(frozen=True, slots=True)
class Recorded:
    """Runs of one person that ask the same of the same place, at one level."""

    place: Place
    use_case: UseCase
    audience: Audience
    level: Level | None
    person: str
    count: int


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """Runs that would have been decided otherwise: where, at which level, from what to what."""

    place: str
    level: str
    use_case: str
    audience: str
    before: str
    after: str
    runs: int
    people: int


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole of it.

    Attributes:
        runs, people, places: of the window.
        changed_runs, changed_people, changed_places: those that would have been decided otherwise.
        rows: the largest first.
        left_out: rows that are not shown.
    """

    runs: int
    people: int
    places: int
    changed_runs: int
    changed_people: int
    changed_places: int
    rows: tuple[ImpactRow, ...]
    left_out: int


class RunHistory:
    """Recorded runs as policies ask about them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recorded(self, tenant_id: str, since: datetime) -> list[Recorded]:
        """Return the runs that ended since then, grouped."""
        ended = (AuditEvent.RUN_ENDED.number, AuditEvent.RUN_REFUSED.number)
        keys = (
            runs.c.product,
            runs.c.place_key,
            runs.c.place_id,
            runs.c.use_case,
            runs.c.audience,
            audit_index.c.level,
            runs.c.person,
        )
        query = (
            select(*keys, func.count().label("number"))
            .join(runs, (runs.c.id == audit_index.c.run) & (runs.c.tenant_id == audit_index.c.tenant_id))
            .where(audit_index.c.tenant_id == tenant_id, audit_index.c.at >= since, audit_index.c.event.in_(ended))
            .group_by(*keys)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [
            Recorded(
                Place(Product(row.product), id=row.place_id, key=row.place_key),
                UseCase(row.use_case),
                Audience(row.audience),
                Level.from_code(row.level) if row.level else None,
                row.person,
                row.number,
            )
            for row in rows
        ]


@dataclass(slots=True)
class _Tally:
    runs: int
    people: set[str]


def impact(before: PolicyDocument, after: PolicyDocument, recorded: Iterable[Recorded]) -> Impact:
    """Compare two policies by recorded runs; both as they decide (see `PolicyDocument.joined`)."""
    found: dict[tuple[str, ...], _Tally] = {}
    everybody, everywhere, everything = set[str](), set[str](), 0
    known: dict[Recorded, tuple[str, ...] | None] = {}
    for one in recorded:
        everybody.add(one.person)
        everywhere.add(_name(one.place))
        everything += one.count
        asked = replace(one, person="", count=0)
        if asked not in known:
            known[asked] = _difference(before, after, asked)
        key = known[asked]
        if key is not None:
            tally = found.setdefault(key, _Tally(0, set()))
            tally.runs += one.count
            tally.people.add(one.person)
    listed = [_row(key, tally) for key, tally in found.items()]
    listed.sort(key=lambda row: (-row.runs, row.place, row.level, row.use_case, row.audience))
    return Impact(
        runs=everything,
        people=len(everybody),
        places=len(everywhere),
        changed_runs=sum(row.runs for row in listed),
        changed_people=len(set[str]().union(*(tally.people for tally in found.values()))),
        changed_places=len({row.place for row in listed}),
        rows=tuple(listed[:MOST_ROWS]),
        left_out=max(0, len(listed) - MOST_ROWS),
    )


def _row(key: tuple[str, ...], tally: _Tally) -> ImpactRow:
    place, level, use_case, audience, before, after = key
    return ImpactRow(place, level, use_case, audience, before, after, tally.runs, len(tally.people))


def outcome_of(made: Decision) -> Effect:
    """Return what a decision comes to; deny where it refuses."""
    if isinstance(made, Allowed):
        return made.effect
    return Effect.REVIEW if isinstance(made, Held) else Effect.DENY


def _difference(before: PolicyDocument, after: PolicyDocument, one: Recorded) -> tuple[str, ...] | None:
    said = before.place(one.place)
    raised = one.level is not None and (said is None or one.level > said.level)
    found = [Found(one.level, Source.BEFORE)] if raised and said is not None and one.level is not None else []
    ask = Ask(one.use_case, Item(one.place.product, "1"), one.place, one.audience)
    was, now = (decide(document, _SUBJECT, ask, found=found) for document in (before, after))
    if _signature(was) == _signature(now):
        return None
    effects = outcome_of(was).value, outcome_of(now).value
    return _name(one.place), now.level.code, one.use_case.value, one.audience.value, *effects


def _signature(made: Decision) -> tuple[object, ...]:
    if isinstance(made, Allowed):
        return made.effect, frozenset(made.engines), made.destinations, made.masking, made.limits
    return (outcome_of(made),)


def _name(place: Place) -> str:
    return f"{place.product.value}:{place.key or f'#{place.id}'}"
