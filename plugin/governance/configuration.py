"""Settings of the process, as the record keeps them: what changed since the process before, and no secret."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, latest
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.tables import tenants

_SECRET = ("key", "secret", "token", "password", "authorization")


def described(settings: Settings) -> dict[str, Any]:
    """Return every setting as the record may hold it: of secrets only whether they are set, of addresses no login."""
    return {field.name: _described(field.name, getattr(settings, field.name)) for field in fields(settings)}


def record_settings(database: Database, settings: Settings) -> int:
    """Record what changed since the last start, for every tenant; returns for how many it did."""
    with database.read() as connection:
        tenant_ids = connection.execute(select(tenants.c.id).where(tenants.c.purged_at.is_(None))).scalars().all()
    count = 0
    for tenant_id in tenant_ids:
        with database.begin() as connection:
            count += record_settings_of(connection, tenant_id, settings)
    return count


def record_settings_of(connection: Connection, tenant_id: str, settings: Settings) -> bool:
    """Record a tenant's settings with before and after of what changed; False where nothing did."""
    now = described(settings)
    record = latest(connection, tenant_id, AuditEvent.SETTINGS_CHANGED)
    then = json.loads(record.payload)["settings"] if record and record.payload else {}
    changed = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    if not changed:
        return False
    payload = {
        "before": {name: then.get(name) for name in changed},
        "after": {name: now.get(name) for name in changed},
        "settings": now,
    }
    append(connection, tenant_id, AuditEvent.SETTINGS_CHANGED, payload)
    return True


def _described(name: str, value: object) -> object:
    if any(word in name for word in _SECRET):
        return len(value) if isinstance(value, tuple) else bool(value)
    if name == "database_url":
        return make_url(str(value)).get_backend_name()
    if name.endswith("_url"):  # a path may be a password, as webhooks' often are
        parts = urlsplit(str(value))
        return f"{parts.scheme}://{parts.hostname}" if value else ""
    return value if isinstance(value, bool | int | float) else str(value)
