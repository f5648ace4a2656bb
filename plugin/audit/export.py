"""The record as NDJSON: one line a record, and each checkpoint behind the record that it was made over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from plugin.audit.chain import Record
from plugin.audit.offline import Line


def ndjson(lines: Iterable[Line]) -> Iterator[str]:
    """Yield one JSON line each, as the offline verifier reads them."""
    for line in lines:
        yield (
            json.dumps(asdict(line), ensure_ascii=False, sort_keys=True) if isinstance(line, Record) else line.as_json()
        )
