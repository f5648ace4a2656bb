"""The record as NDJSON, and the verification of such a file without the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

from plugin.audit.chain import Record, Verdict, verify
from plugin.audit.repository import records
from plugin.store.database import Database


def lines(database: Database, tenant_id: str) -> Iterator[str]:
    """Yield one JSON line a record, in order."""
    for record in records(database, tenant_id):
        yield json.dumps(asdict(record), ensure_ascii=False, sort_keys=True)


def verify_lines(exported: Iterable[str]) -> Verdict:
    """Verify an export; a line that is no record breaks it."""
    names = {field.name for field in fields(Record)}
    parsed: list[Record] = []
    for number, line in enumerate(exported, start=1):
        try:
            data = json.loads(line)
            parsed.append(Record(**{name: data[name] for name in names}))
        except (ValueError, KeyError, TypeError):
            return Verdict(number - 1, 0, number, "a line is not a record")
    return verify(parsed)
