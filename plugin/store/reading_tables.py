"""The tables of what was read before: notes of parts of long items, how engines count, who last looked when."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, String, Table

from plugin.store.columns import UtcDateTime, metadata

kept_notes = Table(
    # Found only by who has just read the very text; no row says which item, or whose words.
    "kept_notes",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),  # HMAC of the text under a key of the tenant
    Column("level", String(16), nullable=False),
    Column("notes", LargeBinary, nullable=False),  # encrypted JSON, with placeholders of its own
    Column("made_at", UtcDateTime, nullable=False, index=True),
)

token_ratios = Table(
    # What an engine reports for our estimate of a tenant's texts: numbers alone.
    "token_ratios",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("engine", String(40), primary_key=True),
    Column("ratio", Float, nullable=False),
    Column("samples", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

visits = Table(
    # When somebody last had an item before them, and when before that: nothing of what they saw.
    "visits",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("person", String(40), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("before_at", UtcDateTime),
)
