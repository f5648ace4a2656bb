"""The tables of how a policy changes: proposals that wait for a second person, and the seal of the first policy."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from plugin.store.columns import UtcDateTime, metadata

policy_proposals = Table(
    "policy_proposals",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("based_on", Integer, nullable=False),  # the version that was edited
    Column("document", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),  # what it loosens, as it was found when it was proposed
    Column("author", String(40), nullable=False),
    Column("note", String(500), nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("acts_at", UtcDateTime),  # on a site with one administrator: comes into force by itself then
    Column("state", String(16), nullable=False),  # pending | approved | rejected | withdrawn | expired
    Column("decided_by", String(40), nullable=False, default=""),
    Column("decided_at", UtcDateTime),
    Column("answer", String(500), nullable=False, default=""),
    Column("version", Integer),  # that it became
    Index("ix_policy_proposals_state", "tenant_id", "state", "at"),
)

policy_seals = Table(
    "policy_seals",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("person", String(40), nullable=False),
)
