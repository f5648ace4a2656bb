"""The kill switch as data: what administrators stopped, whatever the rules say. Pure; a stop only refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.host.model import Place
from plugin.policy.model import Ask


class StopKind(StrEnum):
    """What a stop can be about, from the widest."""

    ORGANISATION = "organisation"
    USE_CASE = "use_case"
    PLACE = "place"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop.

    Attributes:
        kind: what it is about.
        name: which: a use case, a place as policies write it (`jira:PAY`, `jira:#10001`) or an engine; empty for all.
        reason: in the administrator's words; people read it in the refusal.
        since: when it was set.
        by: the random reference of who set it, or "cli".
    """

    kind: StopKind
    name: str
    reason: str
    since: datetime
    by: str = ""

    @property
    def rule(self) -> str:
        """The name by which a refusal and the record speak of it."""
        return f"stop:{self.kind.value}" + (f":{self.name}" if self.name else "")


def names_of(place: Place) -> frozenset[str]:
    """Return the names by which policies and stops speak of a place."""
    named = {f"{place.product.value}:{place.key}"} if place.key else set()
    return frozenset(named | ({f"{place.product.value}:#{place.id}"} if place.id else set()))


def standing(stops: Iterable[Stop], ask: Ask) -> Stop | None:
    """Return the first stop that forbids the whole question, or None; stopped engines are left to `without`."""
    names = {
        StopKind.ORGANISATION: frozenset({""}),
        StopKind.USE_CASE: frozenset({ask.use_case.value}),
        StopKind.PLACE: names_of(ask.place),
        StopKind.ENGINE: frozenset[str](),
    }
    return next((stop for stop in stops if stop.name in names[stop.kind]), None)


def without(stops: Iterable[Stop], engines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the engines that are not stopped, in their order."""
    stopped = {stop.name for stop in stops if stop.kind is StopKind.ENGINE}
    return tuple(name for name in engines if name not in stopped)
