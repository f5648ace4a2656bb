"""Does a change of the policy loosen anything? Then it needs a second person.

Where two policies cannot be compared, the answer is yes. Where it is no, the later policy allows nothing that the
earlier one does not, masks at least as much, keeps nothing longer and lets nobody else approve (property tests).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from plugin.policy.document import PolicyDocument
from plugin.policy.engines import Requirement
from plugin.policy.keeping import Keeping
from plugin.policy.limits import Budget
from plugin.policy.model import Level
from plugin.policy.native import NativeLevels
from plugin.policy.probing import Probe, TooMany, answer, approved, comparable, probes, widened

MOST_REASONS = 50

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One thing that a change loosens.

    Attributes:
        code: `place`, `overlay`, `exception`, `matrix`, `engines`, `destinations`, `limits`, `requirement`,
            `masking`, `pattern`, `retention`, `budget`, `approvers`, `native_levels`, `detected_levels`, `team`, or
            `not_compared`.
        where: what it is about: a place, an id, or a level with a use case and an audience.
        before, after: what was said and what is said now, in codes; empty where nothing is.
    """

    code: str
    where: str
    before: str = ""
    after: str = ""


def loosens(before: PolicyDocument, after: PolicyDocument, now: datetime) -> list[Reason]:
    """Return what a change loosens, sorted; empty where it only tightens.

    Args:
        before: the policy in force.
        after: what it would become.
        now: exceptions that have ended by then do not count.
    """
    found = [
        *_decisions(before, after, now),
        *_handed_over(before, after),
        *_requirements(before, after),
        *_masking(before, after),
        *_retention(before, after),
        *_budgets(before.limits.budgets, after.limits.budgets),
        *_approvers(before, after),
        *_native(before.native_levels, after.native_levels),
        *_detected(before.detected_levels, after.detected_levels),
        *_teams(before, after),
    ]
    return sorted(set(found))[:MOST_REASONS]


def _decisions(before: PolicyDocument, after: PolicyDocument, now: datetime) -> Iterator[Reason]:
    """By asking both what could be asked."""
    old, new = comparable(before), comparable(after)
    if old == new:
        return
    old_approved, new_approved = approved(old), approved(new)
    try:
        for probe in probes(old, new, now):
            was, is_now = answer(old, old_approved, probe), answer(new, new_approved, probe)
            what = widened(was, is_now)
            if what:
                yield from _reasons(before, after, probe, what, (was.effect.value, is_now.effect.value))
    except TooMany:
        yield Reason("not_compared", "")


def _reasons(
    before: PolicyDocument, after: PolicyDocument, probe: Probe, what: str, effects: tuple[str, str]
) -> Iterator[Reason]:
    """Name the cause: the places, an overlay, an exception, or a cell of the matrix."""
    ask = probe.ask
    old, new = before.place(ask.place), after.place(ask.place)
    moved = [name for name in probe.stands_for if _level(before, name) is not _level(after, name)]
    stand = {overlay.id: overlay for overlay in after.overlays}
    known = {exception.id: exception for exception in before.exceptions}
    gone = [o.id for o in before.overlays if o.speaks_of(probe.subject, ask) and stand.get(o.id) != o]
    added = [e for e in after.exceptions if e.speaks_of(probe.subject, ask) and known.get(e.id) != e]
    if moved and (old is None or new is None or old.level is not new.level):
        for name in moved:
            yield Reason("place", name, _code(_level(before, name)), _code(_level(after, name)))
    elif gone:
        yield Reason("overlay", gone[0])
    elif added:
        yield Reason("exception", added[0].id, after=added[0].until.isoformat(timespec="minutes"))
    else:
        level = max(new.level if new else Level.PUBLIC, probe.at_least)
        where = f"{level.code}/{ask.use_case.value}/{ask.audience.value}"
        yield Reason("matrix", where, *effects) if what == "effect" else Reason(what, where)


def _level(document: PolicyDocument, name: str) -> Level | None:
    said = document.places.get(name)
    return said.level if said else None


def _handed_over(before: PolicyDocument, after: PolicyDocument) -> Iterator[Reason]:
    """An overlay that becomes the place's own could be taken back by its administrators alone."""
    whose = {overlay.id: overlay.delegated for overlay in before.overlays}
    for overlay in after.overlays:
        if overlay.delegated and whose.get(overlay.id) is False:
            yield Reason("overlay", overlay.id)


def _requirements(before: PolicyDocument, after: PolicyDocument) -> Iterator[Reason]:
    for level in Level:
        old, new = (_required(document.requirements.levels, level) for document in (before, after))
        for part in ("destinations", "regions", "retention_days", "no_training"):
            if not _at_least_as_strict(part, getattr(old, part), getattr(new, part)):
                yield Reason("requirement", f"{level.code}/{part}")


def _required(levels: Mapping[Level, Requirement], level: Level) -> Requirement:
    """What is asked at a level: by it and by every wider one together."""
    found = Requirement()
    for named, said in levels.items():
        if named <= level:
            regions = None if said.regions is None else frozenset(region.casefold() for region in said.regions)
            found = Requirement(
                _both(found.destinations, said.destinations),
                _both(found.regions, regions),
                min((d for d in (found.retention_days, said.retention_days) if d is not None), default=None),
                found.no_training or said.no_training,
            )
    return found


def _both(one: frozenset[_T] | None, other: frozenset[_T] | None) -> frozenset[_T] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _at_least_as_strict(part: str, old: object, new: object) -> bool:
    if part == "no_training":
        return bool(new) or not old
    if old is None or new is None:
        return old is None
    if isinstance(old, frozenset) and isinstance(new, frozenset):
        return new <= old
    return isinstance(old, int) and isinstance(new, int) and new <= old


def _masking(before: PolicyDocument, after: PolicyDocument) -> Iterator[Reason]:
    for level in Level:
        old, new = before.masking.profile(level), after.masking.profile(level)
        yield from (Reason("masking", f"{level.code}/{name}") for name in old.detectors - new.detectors)
        kept = {(pattern.pattern, pattern.placeholder) for pattern in new.patterns}
        for pattern in old.patterns:
            if (pattern.pattern, pattern.placeholder) not in kept:
                yield Reason("pattern", f"{level.code}/{pattern.name}")


def _retention(before: PolicyDocument, after: PolicyDocument) -> Iterator[Reason]:
    for level in Level:
        old, new = before.keeping.at(level, Keeping()), after.keeping.at(level, Keeping())
        for part in ("result_days", "audit_payload_days"):
            was, is_now = getattr(old, part), getattr(new, part)
            if was is not None and (is_now is None or is_now > was):
                yield Reason("retention", f"{level.code}/{part}", str(was), "" if is_now is None else str(is_now))


def _budgets(before: tuple[Budget, ...], after: tuple[Budget, ...]) -> Iterator[Reason]:
    for budget in before:
        kept = [b.per_month for b in after if (b.team, b.currency) == (budget.team, budget.currency)]
        if not kept or min(kept) > budget.per_month:
            now = f"{min(kept)} {budget.currency}" if kept else ""
            yield Reason("budget", budget.team, f"{budget.per_month} {budget.currency}", now)


def _approvers(before: PolicyDocument, after: PolicyDocument) -> Iterator[Reason]:
    old, new = before.approvers, after.approvers
    if new.hours > old.hours:
        yield Reason("approvers", "hours", str(old.hours), str(new.hours))
    for level in Level:
        of_level = [rules.levels.get(level, ()) or rules.organisation for rules in (old, new)]
        if not set(of_level[1]) <= set(of_level[0]):
            yield Reason("approvers", level.code)
    for name in sorted(old.places.keys() | new.places.keys()):
        for level in Level:
            of_place = [
                rules.places.get(name, ()) or rules.levels.get(level, ()) or rules.organisation for rules in (old, new)
            ]
            if not set(of_place[1]) <= set(of_place[0]):
                yield Reason("approvers", name)


def _native(before: NativeLevels, after: NativeLevels) -> Iterator[Reason]:
    if not before.consulted:
        return
    if not after.consulted:
        yield Reason("native_levels", "not_asked")
        return
    if _rank(after.unknown) < _rank(before.unknown):
        yield Reason("native_levels", "unknown", _code(before.unknown), _code(after.unknown))
    old = {name.casefold(): level for name, level in before.named.items()}
    new = {name.casefold(): level for name, level in after.named.items()}
    for name in sorted(old.keys() | new.keys()):
        # A name that goes may have been the stricter of an id and a name.
        floor = old.get(name, before.unknown)
        if name not in new or _rank(new[name]) < _rank(floor):
            yield Reason("native_levels", name, _code(floor), _code(new.get(name)))


def _detected(before: Mapping[str, Level], after: Mapping[str, Level]) -> Iterator[Reason]:
    for name, level in before.items():
        if _rank(after.get(name)) < _rank(level):
            yield Reason("detected_levels", name, level.code, _code(after.get(name)))


def _code(level: Level | None) -> str:
    return "" if level is None else level.code


def _rank(level: Level | None) -> int:
    return -1 if level is None else int(level)


def _teams(before: PolicyDocument, after: PolicyDocument) -> Iterator[Reason]:
    """A team that becomes another group may free those who were in the first."""
    for name, team in before.teams.named.items():
        now = after.teams.named.get(name)
        if now is not None and now.group != team.group:
            yield Reason("team", name, team.group, now.group)
