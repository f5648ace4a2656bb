"""The table of what was reported to the hosts about the people whom we keep."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from plugin.store.columns import UtcDateTime, metadata

account_reports = Table(
    # How an installation's report of accounts stands; `after_ref` is how far one that was broken off has come.
    "account_reports",
    metadata,
    Column("installation_id", ForeignKey("installations.id"), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime),  # when the last whole one ended
    Column("after_ref", String(40), nullable=False, default=""),
    Column("accounts", Integer, nullable=False, default=0),  # of the one under way, or of the last whole one
    Column("closed", Integer, nullable=False, default=0),
    Column("updated", Integer, nullable=False, default=0),
    Column("held", Integer, nullable=False, default=0),  # closed, and kept because a legal hold names them
    Column("failures", Integer, nullable=False, default=0),
    Column("last_error", String(40), nullable=False, default=""),
    Column("leased_until", UtcDateTime),
)
