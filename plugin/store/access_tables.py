"""The table of when an installation's app access rules are looked at again."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from plugin.store.columns import UtcDateTime, metadata

access_looks = Table(
    "access_looks",
    metadata,
    Column("installation_id", ForeignKey("installations.id"), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("everything", Boolean, nullable=False, default=False),  # an event that nobody could read: look at all of it
    Column("last_at", UtcDateTime),  # when the last whole look ended
    Column("last_error", String(40), nullable=False, default=""),
    Column("leased_until", UtcDateTime),
)
