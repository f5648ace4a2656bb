"""The table of who has read the policy card of which version."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from plugin.store.columns import UtcDateTime, metadata

card_acknowledgements = Table(
    "card_acknowledgements",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("person", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),  # of the policy
    Column("at", UtcDateTime, nullable=False),
    Index(None, "tenant_id", "version"),
)
