"""Usage events as NDJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from plugin.store.database import Database
from plugin.usage.repository import events


def lines(database: Database, tenant_id: str | None = None, since: datetime | None = None) -> Iterator[str]:
    """Yield one JSON line an event, in order of time."""
    for event in events(database, tenant_id, since):
        yield json.dumps(event, ensure_ascii=False, sort_keys=True)
