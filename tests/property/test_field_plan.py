"""Laws of writing values: a list only grows by what was taken, a second try writes nothing, undo gives back all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugin.gateway.approval import FieldWish, Value
from plugin.gateway.field_plan import Held, TakenBack, ids, planned, settled, taken_back, without
from plugin.gateway.writing import ALREADY_SO, ChangeState, FieldChange

LISTS = frozenset({"labels", "components"})
VALUES = st.sampled_from([Value(letter, letter.upper()) for letter in "abcdef"])
MANY = st.lists(VALUES, unique=True, max_size=5).map(tuple)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, tuple[Value, ...]], list[FieldWish], dict[str, tuple[Value, ...]]]:
    """What fields hold, values taken for them, and what somebody else adds to a list in between."""
    held = {name: draw(MANY) for name in sorted(LISTS)}
    held |= {name: draw(st.lists(VALUES, max_size=1).map(tuple)) for name in ("issuetype", "priority")}
    wishes = [FieldWish(name, value, several=True) for name in sorted(LISTS) for value in draw(MANY)]
    for name in ("issuetype", "priority"):
        if draw(st.booleans()):
            replaces = held[name][0] if held[name] else None
            wishes.append(FieldWish(name, draw(VALUES), several=False, replaces=replaces))
    others = {name: draw(MANY) for name in sorted(LISTS)}
    return held, wishes, others


def applied(held: Held, changes: list[FieldChange]) -> dict[str, tuple[Value, ...]]:
    """What fields hold after planned changes, as a host does them: lists by adding, single values by setting."""
    after = dict(held)
    for change in changes:
        if change.state is ChangeState.PLANNED and change.field in LISTS:
            after[change.field] = (*after[change.field], *without(change.after, change.before))
        elif change.state is ChangeState.PLANNED:
            after[change.field] = change.after
    return after


def undone(held: Held, back: list[TakenBack]) -> dict[str, tuple[Value, ...]]:
    """What fields hold after an undo."""
    after = dict(held)
    for each in back:
        after[each.field] = without(after[each.field], each.remove) if each.field in LISTS else each.to
    return after


@given(cases())
def test_laws(case: tuple[dict[str, tuple[Value, ...]], list[FieldWish], dict[str, tuple[Value, ...]]]) -> None:
    """Everything wished for is there, nothing else went; again is nothing; undo leaves what others did."""
    held, wishes, others = case
    plan = planned(held, wishes)
    now = applied(held, plan)
    for wish in wishes:
        assert wish.value.id in ids(now[wish.field])
    for name in LISTS:
        assert ids(held[name]) <= ids(now[name]) <= ids(held[name]) | {w.value.id for w in wishes if w.field == name}
    todo = [change for change in plan if change.state is ChangeState.PLANNED]
    done = [*(c for c in plan if c.state is not ChangeState.PLANNED), *settled(todo, now, {})]
    assert all(change.state is ChangeState.WRITTEN for change in done)
    again = planned(now, wishes, done)
    assert all(change.state is ChangeState.WRITTEN for change in again)
    for name, added in others.items():
        now[name] = (*now[name], *without(added, now[name]))
    ours = [change for change in done if change.reason != ALREADY_SO]
    gone = undone(now, taken_back(now, ours, LISTS))
    for name, values in held.items():
        assert ids(gone[name]) == ids(values) | (
            ids(others.get(name, ())) - {w.value.id for w in wishes if w.field == name}
        )
    assert taken_back(gone, ours, LISTS) == []


@given(cases(), st.data())
def test_half(
    case: tuple[dict[str, tuple[Value, ...]], list[FieldWish], dict[str, tuple[Value, ...]]], data: st.DataObject
) -> None:
    """Whatever part the host did, the next plan is exactly the rest, and undo after both gives back what was."""
    held, wishes, _ = case
    todo = [change for change in planned(held, wishes) if change.state is ChangeState.PLANNED]
    already = [change for change in planned(held, wishes) if change.state is not ChangeState.PLANNED]
    wanted = [(change.field, value) for change in todo for value in without(change.after, change.before)]
    taken = data.draw(st.lists(st.sampled_from(wanted), unique=True).map(set)) if wanted else set()
    now = dict(held)
    for name, value in wanted:
        if (name, value) in taken:
            now[name] = (*now[name], value) if name in LISTS else (value,)
    first = [*already, *settled(todo, now, {})]
    rest = planned(now, wishes, first)
    left = {(c.field, v) for c in rest if c.state is ChangeState.PLANNED for v in without(c.after, c.before)}
    assert left == set(wanted) - taken
    end = applied(now, rest)
    todo = [change for change in rest if change.state is ChangeState.PLANNED]
    done = [*(c for c in rest if c.state is not ChangeState.PLANNED), *settled(todo, end, {})]
    ours = [change for change in done if change.reason != ALREADY_SO]
    assert {n: ids(v) for n, v in undone(end, taken_back(end, ours, LISTS)).items()} == {
        n: ids(v) for n, v in held.items()
    }
