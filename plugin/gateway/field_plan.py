"""What a write of values changes, worked out from what the host holds: pure, for every product.

A list only grows by what was taken. A single value is replaced only where it still is what the suggestion saw; what a
person set after the run stays, and then nothing is written at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from plugin.errors import Conflict
from plugin.gateway.approval import FieldWish, Value
from plugin.gateway.writing import ALREADY_SO, ChangeState, FieldChange

Values = tuple[Value, ...]
Held = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What undo does to one field: values to take out of a list, or what a single value becomes again."""

    field: str
    remove: Values = ()
    to: Values = ()


def planned(held: Held, wishes: Sequence[FieldWish], earlier: Sequence[FieldChange] = ()) -> list[FieldChange]:
    """Return the changes, those that stand already among them.

    Args:
        held: what the host holds now, by field.
        wishes: the values that were taken.
        earlier: what an earlier try of the same wish knew and did.

    Raises:
        Conflict: `changed_since`: a person set another value since; `details` give each field, before and now.
    """
    plan: list[FieldChange] = []
    moved: list[dict[str, object]] = []
    for name, group in groupby(sorted(wishes, key=lambda wish: wish.field), key=lambda wish: wish.field):
        wanted = tuple(group)
        known = [change for change in earlier if change.field == name]
        if wanted[0].several:
            plan += _list_changes(name, held[name], [wish.value for wish in wanted], known)
            continue
        change = _single_change(held[name], wanted[0], known)
        if change is None:
            seen = (wanted[0].replaces,) if wanted[0].replaces else ()
            moved.append({"field": name, "before": said(seen), "now": said(held[name])})
        else:
            plan.append(change)
    if moved:
        raise Conflict("Somebody set another value since. It stays as it is.", code="changed_since", details=moved)
    return plan


def settled(todo: Sequence[FieldChange], held: Held, reasons: Mapping[str, str]) -> list[FieldChange]:
    """Return what came of planned changes, judged by what the host holds after the write.

    Args:
        todo: what was to be written.
        held: what the host holds now.
        reasons: stable code by field, where the host said why it did not take it.
    """
    found: list[FieldChange] = []
    for change in todo:
        wanted, now = without(change.after, change.before), ids(held[change.field])
        there = tuple(value for value in wanted if value.id in now)
        reason = reasons.get(change.field) or "not_taken"
        if len(there) == len(wanted):
            found.append(_with(change, change.before, change.after, ChangeState.WRITTEN))
            continue
        if there:  # half a list
            found.append(_with(change, change.before, (*change.before, *there), ChangeState.WRITTEN))
        base = (*change.before, *there) if there else change.before
        found.append(_with(change, base, change.after, ChangeState.NOT_WRITTEN, reason))
    return found


def taken_back(held: Held, changes: Sequence[FieldChange], lists: frozenset[str]) -> list[TakenBack]:
    """Return what is left to take back of what was written; what is gone already needs nothing.

    Raises:
        Conflict: `changed_since`: a person changed a single value since; `details` give each field, ours and now.
    """
    found: list[TakenBack] = []
    moved: list[dict[str, object]] = []
    for change in changes:
        now = held[change.field]
        if change.field in lists:
            ours = tuple(value for value in without(change.after, change.before) if value.id in ids(now))
            if ours:
                found.append(TakenBack(change.field, remove=ours))
        elif ids(now) == ids(change.after):
            found.append(TakenBack(change.field, to=change.before))
        elif ids(now) != ids(change.before):
            moved.append({"field": change.field, "before": said(change.after), "now": said(now)})
    if moved:
        raise Conflict("Somebody changed this since. It stays as it is.", code="changed_since", details=moved)
    return found


def ids(values: Sequence[Value]) -> frozenset[str]:
    """The ids of values."""
    return frozenset(value.id for value in values)


def without(values: Values, others: Values) -> Values:
    """The values that are not among the others."""
    return tuple(value for value in values if value.id not in ids(others))


def said(values: Sequence[Value]) -> list[dict[str, str]]:
    """Values as details of a problem."""
    return [{"id": value.id, "name": value.name} for value in values]


def _list_changes(name: str, now: Values, wanted: list[Value], known: list[FieldChange]) -> list[FieldChange]:
    before = known[0].before if known else now
    done = {v.id for c in known if c.state is ChangeState.WRITTEN for v in without(c.after, c.before)}
    ours = tuple(v for v in wanted if v.id not in ids(before) and (v.id in done or v.id in ids(now)))
    missing = tuple(v for v in wanted if v.id not in {*ids(before), *ids(now), *done})
    changes = []
    if ours:
        changes.append(FieldChange(name, before, (*before, *ours), ChangeState.WRITTEN))
    if missing:
        changes.append(FieldChange(name, (*before, *ours), (*before, *ours, *missing)))
    return changes or [FieldChange(name, before, before, ChangeState.WRITTEN, ALREADY_SO)]


def _single_change(now: Values, wish: FieldWish, known: list[FieldChange]) -> FieldChange | None:
    """The change of a single value; None where a person set another one since."""
    first = known[0] if known else None
    if first is not None and first.state is ChangeState.WRITTEN:
        return first
    if ids(now) == {wish.value.id}:
        before = first.before if first is not None else now
        reason = ALREADY_SO if ids(before) == ids(now) else ""
        return FieldChange(wish.field, before, now, ChangeState.WRITTEN, reason)
    if ids(now) == ids((wish.replaces,) if wish.replaces else ()):
        return FieldChange(wish.field, now, (wish.value,))
    return None


def _with(change: FieldChange, before: Values, after: Values, state: ChangeState, reason: str = "") -> FieldChange:
    return FieldChange(change.field, before, after, state, reason)
