"""Verification without the server: from the records, the checkpoints that somebody kept elsewhere, and public keys.

Nothing here opens a database or a network, and nothing of the server is trusted. Run by itself:

    python -m plugin.audit audit.ndjson --checkpoint kept.json --public-key vouch-audit.pem
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta

from plugin.audit import chain
from plugin.audit.chain import GENESIS, Record
from plugin.audit.checkpoint import Checkpoint, PublicKeys, fault, from_data

_FIELDS = tuple(field.name for field in fields(Record))
_SLACK = timedelta(seconds=1)
_AHEAD = timedelta(minutes=5)
_MOST_NOTES = 20

Line = Record | Checkpoint


@dataclass(frozen=True, slots=True)
class Broken:
    """The first record that is not as it was written; `at` is its number."""

    at: int
    reason: str


@dataclass(slots=True)
class Finding:
    """What verification found of one tenant.

    Attributes:
        tenant: whose record; empty where there is none.
        records: how many verify, from the first on.
        erased: how many of them have lost their payload, as retention and erasure do.
        broken: the first bad record, or None.
        anchored: number of the last record that a valid checkpoint covers; 0 without one.
        anchor: that checkpoint.
        problems: checkpoints that prove nothing although they should: altered, of another key or tenant.
        notes: what is no proof of anything but worth a look: clocks, checkpoints that could not be used.
    """

    tenant: str = ""
    records: int = 0
    erased: int = 0
    broken: Broken | None = None
    anchored: int = 0
    anchor: Checkpoint | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether nothing was altered, removed, reordered or inserted."""
        return self.broken is None

    @property
    def ok(self) -> bool:
        """Whether the record is intact and every checkpoint that was given says so."""
        return self.intact and not self.problems

    @property
    def not_yet_anchored(self) -> int:
        """How many records came after the last checkpoint."""
        return max(0, self.records - self.anchored)

    def note(self, text: str) -> None:
        """Add a note; beyond twenty they are dropped."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(text)


class LineInvalid(ValueError):
    """A line of an export is neither a record nor a checkpoint."""


def read_lines(exported: Iterable[str]) -> Iterator[Line]:
    """Yield what an export (NDJSON) holds.

    Raises:
        LineInvalid: names the line.
    """
    for number, line in enumerate(exported, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            yield from_data(data["checkpoint"]) if "checkpoint" in data else _record(data)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise LineInvalid(f"line {number} is neither a record nor a checkpoint") from None


def _record(data: dict[str, object]) -> Record:
    record = Record(**{name: data[name] for name in _FIELDS})  # type: ignore[arg-type]  # checked below
    texts = [record.tenant_id, record.header, record.payload_hash, record.previous, record.hash]
    texts += [text for text in (record.payload, record.salt) if text is not None]
    if type(record.seq) is not int or not all(isinstance(text, str) for text in texts):
        raise TypeError
    for text in texts:
        text.encode()  # half a surrogate pair is no text
    return record


def verify(lines: Iterable[Line], kept: Iterable[Checkpoint] = (), keys: PublicKeys | None = None) -> Finding:
    """Verify one tenant's record, from its first record on.

    Args:
        lines: records in order; checkpoints in between are used where they follow their record.
        kept: checkpoints that were kept elsewhere.
        keys: public keys; checkpoints that none of them signed prove nothing, and say so.
    """
    return _Verification(list(kept), keys or {}).of(lines)


class _Verification:
    """One pass over one tenant's lines."""

    def __init__(self, kept: list[Checkpoint], keys: PublicKeys) -> None:
        self.finding = Finding()
        self._keys = keys
        self._kept = kept
        self._by_seq: defaultdict[int, list[Checkpoint]] = defaultdict(list)
        self._clock: datetime | None = None
        self._hash = GENESIS
        self._unchecked = 0

    def of(self, lines: Iterable[Line]) -> Finding:
        found = self.finding
        self._kept = [checkpoint for checkpoint in self._kept if self._usable(checkpoint)]
        for checkpoint in self._kept:
            self._by_seq[checkpoint.seq].append(checkpoint)
        rest = iter(lines)
        try:
            for line in rest:
                if isinstance(line, Checkpoint):
                    self._embedded(line)
                else:
                    self._take(line, rest)
                if found.broken:
                    break
        except LineInvalid as invalid:
            found.broken = Broken(found.records + 1, str(invalid))
        if not found.broken:
            self._after_the_end()
        if self._unchecked:
            found.note(f"{self._unchecked} checkpoints in the file were not checked: their public key was not given")
        return found

    def _usable(self, checkpoint: Checkpoint) -> bool:
        why = fault(checkpoint, self._keys)
        if why:
            self.finding.problems.append(f"the checkpoint of record {checkpoint.seq} proves nothing: {why}")
        return not why

    def _take(self, record: Record, rest: Iterator[Line]) -> None:
        found, expected = self.finding, self.finding.records + 1
        found.tenant = found.tenant or record.tenant_id
        if record.tenant_id != found.tenant:
            found.broken = Broken(expected, f"a record of another tenant ({record.tenant_id}) stands here")
            return
        if record.seq != expected:
            found.broken = Broken(*_gap(expected, record.seq, rest))
            return
        reason = chain.fault(record, expected, self._hash)
        if reason:
            found.broken = Broken(expected, reason)
            return
        self._hash, found.records = record.hash, expected
        found.erased += record.payload is None
        self._look_at_clock(record)
        for checkpoint in self._by_seq.get(record.seq, ()):
            if checkpoint.tenant == record.tenant_id:
                self._anchor(checkpoint)

    def _embedded(self, checkpoint: Checkpoint) -> None:
        if checkpoint.key not in self._keys:
            self._unchecked += 1
        elif checkpoint.tenant != self.finding.tenant or checkpoint.seq != self.finding.records:
            self.finding.note(f"a checkpoint of record {checkpoint.seq} does not stand after its record: not used")
        elif self._usable(checkpoint):
            self._anchor(checkpoint)

    def _anchor(self, checkpoint: Checkpoint) -> None:
        found = self.finding
        if checkpoint.hash != self._hash:
            first = found.anchored + 1
            span = f"records {first} to {checkpoint.seq} were" if first < checkpoint.seq else f"record {first} was"
            found.broken = Broken(
                first,
                f"{span} written anew: they do not lead to what the checkpoint of {checkpoint.at} was made over",
            )
            return
        found.anchored, found.anchor = checkpoint.seq, checkpoint
        signed = _moment(checkpoint.at)
        if signed and self._clock and self._clock > signed + _SLACK:
            found.note(
                f"record {checkpoint.seq} is dated after the checkpoint that was made over it: a clock was wrong"
            )

    def _after_the_end(self) -> None:
        """What the checkpoints say that the records do not."""
        found = self.finding
        for checkpoint in sorted(self._kept, key=lambda kept: kept.seq):
            if found.tenant and checkpoint.tenant != found.tenant:
                found.problems.append(f"the checkpoint of record {checkpoint.seq} is of another tenant")
            elif checkpoint.seq > found.records:
                first = found.records + 1
                span = f"records {first} to {checkpoint.seq} are" if first < checkpoint.seq else f"record {first} is"
                found.broken = Broken(first, f"{span} missing: the checkpoint of {checkpoint.at} was made over them")
                found.tenant = checkpoint.tenant
                return

    def _look_at_clock(self, record: Record) -> None:
        header = chain.read_header(record) or {}
        moment = _moment(header.get("at"))
        if moment is None:
            return
        if self._clock and moment < self._clock - _SLACK:
            back = round((self._clock - moment).total_seconds())
            self.finding.note(f"the clock went back {back} seconds before record {record.seq}")
        if moment > datetime.now(UTC) + _AHEAD:
            self.finding.note(f"record {record.seq} is dated in the future: {header['at']}")
        self._clock = moment


def _gap(expected: int, found: int, rest: Iterator[Line]) -> tuple[int, str]:
    """What it means that a record of another number stands where one is expected: its number, and why."""
    if found < expected:
        return expected, f"record {found} stands here again: a record was repeated or moved"
    with suppress(LineInvalid):
        if any(isinstance(line, Record) and line.seq == expected for line in rest):
            return expected, f"records are out of order: record {found} stands before it"
    span = f"records {expected} to {found - 1} are" if found - expected > 1 else f"record {expected} is"
    return expected, f"{span} missing"


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def describe(name: str, finding: Finding) -> list[str]:
    """Return what was found as lines for people; the first one begins with OK, BROKEN or DOUBT."""
    erased = f", {finding.erased} erased" if finding.erased else ""
    if finding.broken:
        said = [f"BROKEN  {name}: at record {finding.broken.at} ({finding.broken.reason})"]
    elif finding.problems:
        said = [f"DOUBT  {name}: {finding.records} records{erased}, the chain is whole, but:"]
    else:
        said = [f"OK  {name}: {finding.records} records{erased}, the chain is whole"]
    said += [f"    {problem}" for problem in finding.problems]
    if finding.anchor:
        said.append(f"    anchored up to record {finding.anchored} by the checkpoint of {finding.anchor.at}")
        if finding.intact and finding.not_yet_anchored:
            said.append(f"    {finding.not_yet_anchored} records after it are not yet anchored")
    elif finding.intact and finding.records:
        said.append("    no checkpoint was given: that nothing was cut off or written anew cannot be proved")
    return said + [f"    note: {note}" for note in finding.notes]
