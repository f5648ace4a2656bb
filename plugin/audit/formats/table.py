"""The record as CSV (RFC 4180) for spreadsheets; a cell that a spreadsheet would take for a formula is quoted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from plugin.audit.chain import Record
from plugin.audit.formats.entry import Entry, entry
from plugin.audit.offline import Line

COLUMNS = (
    "seq", "at", "number", "event", "person", "product", "place", "item", "run", "use_case", "level", "rule",
    "policy_version", "outcome", "error", "case", "erased", "hash", "payload",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(record_lines: Iterable[Line]) -> Iterator[str]:
    """Yield a heading and a row a record; checkpoints have no place in a table."""
    yield ",".join(COLUMNS)
    for line in record_lines:
        if isinstance(line, Record):
            yield _row(entry(line))


def _row(found: Entry) -> str:
    record = found.record
    known = {
        "seq": str(record.seq),
        "at": found.at.isoformat(timespec="milliseconds"),
        "number": str(found.event.number),
        "event": found.event.value,
        "place": found.place,
        "level": found.level,
        "erased": "yes" if found.erased else "no",
        "hash": record.hash,
        "payload": record.payload or "",
    }
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow([_cell(known.get(name, found.text(name))) for name in COLUMNS])
    return file.getvalue().removesuffix("\r\n")


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
