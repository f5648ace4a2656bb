"""Questions that stand for all that could be asked of two policies, and what each policy answers.

Places that neither policy treats differently stand for each other; so do people in the same teams of which an overlay
or an exception speaks. A place may be named by its key, by its id or by both, and which names belong together is not
known here: every pair is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from connectors.host.model import Audience, Item, Place, Product
from plugin.policy.decide import decide
from plugin.policy.document import PolicyDocument
from plugin.policy.engines import Requirements
from plugin.policy.levels import Found, Source
from plugin.policy.model import Allowed, Ask, Decision, Effect, Held, Level, Refused, Subject, UseCase
from plugin.policy.speaking import STRICTNESS

MOST_PROBES = 20_000
"""Beyond these, two policies are not compared: that counts as a policy that allows more."""

_MOST_TEAMS = 5


class TooMany(ValueError):
    """There is more to ask than can be asked."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question at one moment, and the names of the places for which its place stands."""

    subject: Subject
    ask: Ask
    at_least: Level
    at: datetime
    stands_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy answers: effect (deny where it refuses), and what a run gets if somebody approves it."""

    effect: Effect
    level: Level
    granted: Allowed | None


def probes(before: PolicyDocument, after: PolicyDocument, now: datetime) -> Iterator[Probe]:
    """Yield the questions.

    Raises:
        TooMany: there are more than `MOST_PROBES`.
    """
    places = list(_places(before, after))
    people = list(_people(before, after))
    moments = [now, *sorted({e.until for d in (before, after) for e in d.exceptions if e.until > now})]
    asked = len(UseCase) * len(Audience) * len(Level)
    if len(places) * len(people) * len(moments) * asked > MOST_PROBES:
        raise TooMany
    for place, stands_for in places:
        for use_case in UseCase:
            for audience in Audience:
                ask = Ask(use_case, Item(place.product, "1"), place, audience)
                for at_least in Level:
                    for subject in people:
                        yield from (Probe(subject, ask, at_least, at, stands_for) for at in moments)


def comparable(document: PolicyDocument) -> PolicyDocument:
    """Return a policy without what is compared apart: what is stopped, and what is asked of engines."""
    return replace(document, stops=(), facts={}, requirements=Requirements())


def approved(document: PolicyDocument) -> PolicyDocument:
    """Return a policy that masks where this one holds for review: what a run gets once somebody approved it."""
    mask = Effect.MASK
    return replace(
        document,
        rules=tuple(replace(r, effect=mask) if r.effect is Effect.REVIEW else r for r in document.rules),
        overlays=tuple(replace(o, effect=mask) if o.effect is Effect.REVIEW else o for o in document.overlays),
        exceptions=tuple(replace(e, effect=mask) if e.effect is Effect.REVIEW else e for e in document.exceptions),
    )


def answer(document: PolicyDocument, if_approved: PolicyDocument, probe: Probe) -> Answer:
    """Answer a question by a policy and by what it grants once somebody approved."""
    made = _ask(document, probe)
    granted = _ask(if_approved, probe)
    return Answer(_effect(made), made.level, granted if isinstance(granted, Allowed) else None)


def widened(before: Answer, after: Answer) -> str:
    """Return what `after` gives more of: `effect`, `engines`, `destinations` or `limits`; empty where nothing."""
    if STRICTNESS.index(after.effect) < STRICTNESS.index(before.effect):
        return "effect"
    was, now = before.granted, after.granted
    if now is None or after.effect is Effect.DENY:
        return ""
    if was is None or STRICTNESS.index(now.effect) < STRICTNESS.index(was.effect):
        return "effect"
    if not set(now.engines) <= set(was.engines):
        return "engines"
    if not now.destinations <= was.destinations:
        return "destinations"
    return "" if now.limits.joined(was.limits) == now.limits else "limits"


def _ask(document: PolicyDocument, probe: Probe) -> Decision:
    return decide(
        replace(document, at=probe.at), probe.subject, probe.ask, found=[Found(probe.at_least, Source.BEFORE)]
    )


def _effect(made: Decision) -> Effect:
    if isinstance(made, Refused):
        return Effect.DENY
    return Effect.REVIEW if isinstance(made, Held) else made.effect


def _places(before: PolicyDocument, after: PolicyDocument) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """One place of each kind, with the names it stands for: named by key, by id, and by both."""
    said = [_mentions(document) for document in (before, after)]
    for product in Product:
        prefix = f"{product.value}:"
        named = sorted(n for n in {*before.places, *after.places, *said[0], *said[1]} if n.startswith(prefix))
        alike: dict[tuple[object, ...], list[str]] = {}
        for name in named:
            levels = [d.places[name].level if name in d.places else None for d in (before, after)]
            treatment = (name.startswith(f"{prefix}#"), *levels, *(mentions.get(name) for mentions in said))
            alike.setdefault(treatment, []).append(name)
        keys = [group for group in alike.values() if not group[0].startswith(f"{prefix}#")]
        ids = [group for group in alike.values() if group[0].startswith(f"{prefix}#")]
        for by_key in ([], *keys):
            for by_id in ([], *ids):
                if by_key or by_id:
                    key, place_id = (group[0].removeprefix(prefix) if group else "" for group in (by_key, by_id))
                    yield Place(product, id=place_id.removeprefix("#"), key=key), (*by_key, *by_id)


def _mentions(document: PolicyDocument) -> dict[str, frozenset[object]]:
    """What overlays and exceptions say of each place that they name, without what decides nothing."""
    excepted = {exception.rule for exception in document.exceptions}
    found: dict[str, set[object]] = {}
    for overlay in document.overlays:
        told = replace(
            overlay,
            id=overlay.id if overlay.id in excepted else "",
            places=frozenset(),
            delegated=False,
            instead="",
            note="",
        )
        for name in overlay.places:
            found.setdefault(name, set()).add(told)
    for exception in document.exceptions:
        softened = replace(exception, id="", places=frozenset(), reason="")
        for name in exception.places:
            found.setdefault(name, set()).add(softened)
    return {name: frozenset(told) for name, told in found.items()}


def _people(before: PolicyDocument, after: PolicyDocument) -> Iterator[Subject]:
    by_overlays = {overlay.team for document in (before, after) for overlay in document.overlays}
    by_exceptions = {exception.team for document in (before, after) for exception in document.exceptions}
    teams = sorted((by_overlays | by_exceptions) - {""})
    yield Subject("probe", "probe", frozenset())
    if not teams:
        return
    yield Subject("probe", "probe", None)
    for chosen in _subsets(teams):
        yield Subject("probe", "probe", frozenset(chosen))


def _subsets(teams: list[str]) -> Iterable[tuple[str, ...]]:
    if len(teams) > _MOST_TEAMS:
        raise TooMany
    return (chosen for count in range(1, len(teams) + 1) for chosen in combinations(teams, count))
