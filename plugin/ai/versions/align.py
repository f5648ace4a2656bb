"""What became of each piece of a page between two versions: kept, added, removed, changed, moved, reformatted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from connectors.host.model import BlockKind, Document, Segment
from plugin.ai.versions.alike import Likeness
from plugin.ai.versions.units import Unit, section_of, sides, units
from plugin.ai.versions.weight import Weight, of_one, of_pair

_ALIKE = 0.55  # share of common terms from which a statement is taken for another one in new words
_ALIKE_ELSEWHERE = 0.65  # the same where both stand far from each other
_MOST_PAIRS = 40_000  # comparisons at once; where there are more, the pieces are neither, but came and went
_DONE = {BlockKind.TASK_OPEN: False, BlockKind.TASK_DONE: True}
_APART = (BlockKind.HEADING, BlockKind.TABLE_ROW, BlockKind.CODE, BlockKind.MEDIA)  # these become nothing else


class What(StrEnum):
    """What became of a piece."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    DONE = "done"  # a task
    REOPENED = "reopened"
    MOVED = "moved"
    FORMATTED = "formatted"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `before` is None for what was added, `after` for what was removed."""

    what: What
    weight: Weight
    before: Unit | None
    after: Unit | None


def changes_of(document: Document) -> list[Change]:
    """Return what changed between the two versions that a document holds: most weight first, then in reading order."""
    earlier, later = sides(document)
    old, new = units(earlier), units(later)
    found = [*_changes(old, new)]
    place = {id(unit): at for side in (old, new) for at, unit in enumerate(side)}
    return sorted(found, key=lambda change: (change.weight, place[id(change.after or change.before)]))


def paired_sections(earlier: Sequence[Segment], later: Sequence[Segment]) -> dict[str, str]:
    """Return later section -> earlier section: by their headings, else, where those were changed, by their words."""
    old = {section_of(segment.id): segment for segment in earlier}
    pairs = {section_of(s.id): section_of(s.id) for s in later if section_of(s.id) in old}
    likeness = Likeness.of(segment.text for segment in (*earlier, *later))
    left = {name: likeness.bag(segment.text) for name, segment in old.items() if name not in pairs}
    for segment in later:
        name = section_of(segment.id)
        if name not in pairs and left:
            bag = likeness.bag(segment.text)
            score, nearest = max((likeness.between(left[other], bag), other) for other in left)
            if score >= _ALIKE:
                pairs[name] = nearest
                del left[nearest]
    return pairs


@dataclass(slots=True)
class _Open:
    """Pieces of both versions that have no counterpart yet, by their places."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    lost: dict[int, None] = field(default_factory=dict)
    come: dict[int, None] = field(default_factory=dict)
    likeness: Likeness = field(init=False)
    bags: dict[int, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Weigh the terms of both versions."""
        self.likeness = Likeness.of(unit.text for unit in (*self.old, *self.new))

    def settle(self, pairs: Iterable[tuple[int, int]]) -> list[tuple[Unit, Unit]]:
        """Take pairs out, and return their pieces."""
        found = []
        for i, j in pairs:
            del self.lost[i], self.come[j]
            found.append((self.old[i], self.new[j]))
        return found

    def same(self) -> list[tuple[int, int]]:
        """What went in one place and came in another, letter by letter."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for i in reversed(self.lost):
            waiting[self.old[i].key].append(i)
        return [(waiting[self.new[j].key].pop(), j) for j in self.come if waiting.get(self.new[j].key)]

    def alike(self, olds: Iterable[int], news: Iterable[int], least: float) -> list[tuple[int, int]]:
        """The most alike pairs of these places, each place once."""
        left, right = ([i for i in places if i in among] for places, among in ((olds, self.lost), (news, self.come)))
        if len(left) * len(right) > _MOST_PAIRS:
            return []
        scored = [(self._alike(i, j), i, j) for i in left for j in right if _comparable(self.old[i], self.new[j])]
        found: dict[int, int] = {}
        for score, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
            if score >= least and i not in found and j not in found.values():
                found[i] = j
        return [*found.items()]

    def _alike(self, i: int, j: int) -> float:
        for unit in (self.old[i], self.new[j]):
            if id(unit) not in self.bags:
                self.bags[id(unit)] = self.likeness.bag(unit.text)
        return self.likeness.between(self.bags[id(self.old[i])], self.bags[id(self.new[j])])


def _changes(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Change]:
    rest = _Open(old, new)
    regions = []
    matcher = SequenceMatcher(None, [u.key for u in old], [u.key for u in new], autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            yield from _kept(zip(old[a:b], new[c:d], strict=True))
            continue
        rest.lost |= dict.fromkeys(range(a, b))
        rest.come |= dict.fromkeys(range(c, d))
        regions.append((range(a, b), range(c, d)))
    yield from _moved(rest.settle(rest.same()), new)
    pairs = [pair for a, c in regions for pair in rest.settle(rest.alike(a, c, _ALIKE))]
    pairs += rest.settle(rest.alike([*rest.lost], [*rest.come], _ALIKE_ELSEWHERE))
    yield from (_changed(before, after) for before, after in pairs)
    for side, places, what in ((new, rest.come, What.ADDED), (old, rest.lost, What.REMOVED)):
        for unit in (side[place] for place in places):
            weight = of_one(unit.text, unit.kind)
            yield Change(what, weight, *((None, unit) if what is What.ADDED else (unit, None)))


def _kept(pairs: Iterable[tuple[Unit, Unit]]) -> Iterator[Change]:
    """The same words in the same order: a task may be done now, a paragraph a list."""
    for before, after in pairs:
        if before.kind is not after.kind:
            yield _turned(before, after) or Change(What.FORMATTED, Weight.FORM, before, after)


def _changed(before: Unit, after: Unit) -> Change:
    weight = of_pair(before.text, after.text)
    turned = _turned(before, after)
    if turned and weight is Weight.FORM:
        return turned
    return Change(What.FORMATTED if weight is Weight.FORM else What.CHANGED, weight, before, after)


def _turned(before: Unit, after: Unit) -> Change | None:
    """A task that was ticked or unticked."""
    was, now = _DONE.get(before.kind), _DONE.get(after.kind)
    if was is None or now is None or was is now:
        return None
    return Change(What.DONE if now else What.REOPENED, Weight.FACTS, before, after)


def _moved(pairs: Sequence[tuple[Unit, Unit]], new: Sequence[Unit]) -> Iterator[Change]:
    """What stands elsewhere now; a section that moved whole is told by its first piece, which is its heading."""
    size = Counter(unit.segment_id for unit in new)
    moved = Counter(after.segment_id for _, after in pairs)
    told = set()
    for before, after in pairs:
        whole = moved[after.segment_id] == size[after.segment_id]
        if not whole or after.segment_id not in told:
            yield _turned(before, after) or Change(What.MOVED, Weight.MOVED, before, after)
        if whole:
            told.add(after.segment_id)


def _comparable(before: Unit, after: Unit) -> bool:
    return before.kind is after.kind or not {before.kind, after.kind} & {*_APART}
