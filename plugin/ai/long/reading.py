"""Bring a long item down to what one call takes.

1. What is long by itself is read alone: a comment or a section, and nothing beside it.
2. What still does not fit is read in groups of neighbours, again and again until it fits. Where a group ends depends on
   the ids of its parts, so that a new comment changes the last group only; the newest ones stay as they are.

Notes that were kept from an earlier run are not asked for again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from connectors.host.model import SegmentKind
from plugin.ai.asking import Answered, Asker
from plugin.ai.long.taking import Job
from plugin.ai.long.together import together
from plugin.ai.long.units import Unit
from plugin.ai.port import Effort, Limits, Note, Usage
from plugin.errors import EngineFault

MERGED = 6_000
"""Estimated tokens of the parts in the last call, where there are notes among them."""

ALONE = 600
"""Estimated tokens of a part that is worth a call of its own; what is shorter is its own note, word for word."""

# Measured (bench/long.py): larger groups with more notes make the first run cheaper, and a refresh dearer.
NOTES_ALONE, NOTES_OF_GROUP = 4, 3
GROUP_LEAST, GROUP_MOST = 1_600, 3_000  # estimated tokens of a group
_ENDS_GROUP = 6  # one id in so many ends a group that is long enough
_KEPT_RAW = frozenset({SegmentKind.SUMMARY, SegmentKind.FIELD, SegmentKind.LINK, SegmentKind.CHANGE})
_PROMPT = 800  # estimated tokens of what a call for notes is told
_SHARE_OF_TIME = 0.6  # of the deadline, for notes; the rest is for the last call
_MOST_ROUNDS = 3
_MOST_FAILED = 0.25
# What is wrong with one part's answer; the other parts may be fine.
_NO_TIME = "engine_timeout"
_OF_ONE_PART = frozenset({"engine_answer_invalid", "engine_cut_off", "engine_refused", "engine_unsafe", _NO_TIME})

Found = dict[Job, tuple[Note, ...] | EngineFault]


@dataclass(slots=True)
class Read:
    """What became of the units, and what it took; `seen` are the segments that notes were taken of."""

    units: list[Unit]
    usage: Usage = field(default_factory=Usage)
    effort: Effort = field(default_factory=Effort)
    model: str = ""
    seen: set[str] = field(default_factory=set)


class LongReader:
    """Takes notes for one run.

    Args:
        asker: of the engine.
        by: the engine and its model, for who keeps notes.
        limits: of the run.
    """

    def __init__(self, asker: Asker, by: str, limits: Limits) -> None:
        self._asker = asker
        self._by = by
        self._limits = limits
        self._end = asker.clock() + limits.deadline_seconds * _SHARE_OF_TIME
        self._finished = 0

    def read(self, units: Sequence[Unit], room: int, run_room: int) -> Read:
        """Return units that fit into `room`, or as near to it as notes come.

        Args:
            units: all parts, comments in the order of time.
            room: estimated tokens of the last call.
            run_room: estimated tokens of all calls for notes; what does not fit is not read, oldest comments first.

        Raises:
            Cancelled: the person stopped the run.
            EngineFault: the engine failed, or answered too many parts with what cannot be used.
        """
        read = Read(affordable(units, run_room))
        room = min(room, MERGED)
        alone = [Job((unit,), NOTES_ALONE) for unit in read.units if _long(unit)]
        if alone:
            self._take(read, alone)
        for _ in range(_MOST_ROUNDS):
            groups = list(_groups(read.units)) if _cost(read.units) > room else []
            if not groups:
                break
            self._take(read, groups)
        return read

    def _take(self, read: Read, jobs: list[Job]) -> None:
        """Put notes in the place of the parts of these jobs."""
        kept = self._limits.notes.find([job.noted(self._by) for job in jobs]) if self._limits.notes else {}
        missing = [job for job in jobs if job.noted(self._by) not in kept]
        asked = together(missing, self._ask, self._limits, self._progress(len(missing)))
        failed = [answer for answer in asked if isinstance(answer, EngineFault)]
        if len(failed) > max(1, len(missing) * _MOST_FAILED) and not all(f.code == _NO_TIME for f in failed):
            raise failed[-1]
        found: Found = {job: kept.get(job.noted(self._by), ()) for job in jobs}
        for job, answer in zip(missing, asked, strict=True):
            if isinstance(answer, EngineFault):
                found[job] = answer
                continue
            found[job] = answer.said
            read.usage += answer.usage
            read.model = answer.model or read.model
            read.effort = replace(
                read.effort, calls=read.effort.calls + 1, estimated=read.effort.estimated + answer.estimated
            )
        read.effort = replace(read.effort, reused=read.effort.reused + len(jobs) - len(missing))
        read.units = list(_replaced(read.units, found))
        good = (job for job, said in found.items() if not isinstance(said, EngineFault))
        read.seen |= {source.segment for job in good for unit in job.units for source in unit.sources}

    def _ask(self, job: Job, limits: Limits) -> Answered[tuple[Note, ...]] | EngineFault:
        left = self._end - self._asker.clock()
        if left <= 0:
            return EngineFault("There was no time to read this part.", code=_NO_TIME)
        try:
            answer = self._asker.ask(job.question(), replace(limits, deadline_seconds=left))
        except EngineFault as fault:
            if fault.code in _OF_ONE_PART:
                return fault
            raise
        if self._limits.notes:
            self._limits.notes.keep(job.noted(self._by), answer.said)
        return answer

    def _progress(self, of: int) -> Callable[[int], None]:
        before = self._finished
        self._finished += of
        return lambda done: self._limits.progress(before + done, before + of + 1)  # and the last call


def affordable(units: Sequence[Unit], room: int) -> list[Unit]:
    """Return the units that a run may pay for, in their order: all but comments first, then comments, newest first."""
    ranked = [unit for unit in units if unit.part.kind is not SegmentKind.COMMENT]
    ranked += [unit for unit in reversed(units) if unit.part.kind is SegmentKind.COMMENT]
    kept: set[str] = set()
    left = room
    for unit in ranked:
        left -= unit.cost + (_PROMPT if _long(unit) else 0)
        if left < 0 and kept:
            break
        kept.add(unit.part.id)
    return [unit for unit in units if unit.part.id in kept]


def _long(unit: Unit) -> bool:
    return not unit.note and unit.part.kind not in _KEPT_RAW and unit.cost > ALONE


def _cost(units: Sequence[Unit]) -> int:
    return sum(unit.cost for unit in units)


def _groups(units: Sequence[Unit]) -> Iterator[Job]:
    """Neighbours that are read together; those after the last end of a group stay as they are, they are the newest."""
    group: list[Unit] = []
    size = 0
    for unit in units:
        if unit.part.kind in _KEPT_RAW:
            continue
        group.append(unit)
        size += unit.cost
        if size >= GROUP_MOST or (size >= GROUP_LEAST and _ends_group(unit.part.id)):
            if len(group) > 1:
                yield Job(tuple(group), NOTES_OF_GROUP)
            group, size = [], 0


def _ends_group(id_: str) -> bool:
    return hashlib.sha256(id_.encode()).digest()[0] % _ENDS_GROUP == 0


def _replaced(units: Sequence[Unit], found: Found) -> Iterator[Unit]:
    """The units with notes in the places of those that were read; one that made its own call fail is left out."""
    jobs = {unit.part.id: job for job in found for unit in job.units}
    done: set[int] = set()
    for unit in units:
        job = jobs.get(unit.part.id)
        said = found[job] if job else None
        if job is None or said is None:
            yield unit
        elif isinstance(said, EngineFault):
            if len(job.units) > 1 or said.code == _NO_TIME:
                yield unit
        elif id(job) not in done:
            done.add(id(job))
            yield from (job.unit(number, note) for number, note in enumerate(said, 1))
