"""Tables of the doors: what must not be used twice, what a run may use while it lasts, and who rang."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from plugin.store.columns import UtcDateTime, metadata

spent_tokens = Table(
    # Invocation tokens that were used, until their time is over: none serves twice.
    "spent_tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("good_until", UtcDateTime, nullable=False, index=True),
)

run_grants = Table(
    # What a run may call the host with while it is under way, where that cannot be asked for again; gone at its end.
    "run_grants",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("token", LargeBinary, nullable=False),  # encrypted
    Column("good_until", UtcDateTime, nullable=False, index=True),
)

bells = Table(
    # Webhooks that were heard, so that a repeated one is known; no content.
    "bells",
    metadata,
    Column("installation_id", ForeignKey("installations.id"), primary_key=True),
    Column("identifier", String(128), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("product", String(16), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("done_at", UtcDateTime),
    Index(None, "tenant_id", "item_id"),
)
