"""The table of questions that wait for an approver."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from plugin.store.columns import UtcDateTime, metadata

review_requests = Table(
    # A run that the policy holds until somebody who is named there approves it; an approval starts a new run.
    "review_requests",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("person", String(40), nullable=False),  # who asks
    Column("product", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("item_key", String(255), nullable=False),
    Column("place_id", String(64), nullable=False),
    Column("place_key", String(255), nullable=False),
    Column("use_case", String(32), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("rule", String(300), nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("named", JSON, nullable=False),  # who may approve, as the policy named them then
    Column("hours", Integer, nullable=False),  # until it expires, and how long an approval holds
    Column("reason", LargeBinary),  # encrypted: why they ask
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),  # while it waits; once it is approved, how long that holds
    Column("state", String(16), nullable=False),  # waiting | approved | declined | withdrawn | expired
    Column("decided_by", String(40), nullable=False, default=""),
    Column("decided_at", UtcDateTime),
    Column("answer", LargeBinary),  # encrypted: what the approver said
    Column("new_run_id", String(40), nullable=False, default=""),
    Index(None, "tenant_id", "product", "item_id"),
    Index(None, "state", "until"),
)
