"""The tables of places as administrators see them: a list kept here, so that no page of it waits for Atlassian."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from plugin.store.columns import UtcDateTime, metadata

places = Table(
    # A place that the host listed, or that only the policy names (`seen_at` is empty). `level` follows the policy.
    "places",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("place_key", String(255), primary_key=True),
    Column("place_id", String(64), nullable=False, default=""),
    Column("name", String(255), nullable=False, default=""),
    Column("kind", String(32), nullable=False, default=""),
    Column("label", String(520), nullable=False),  # name and key in small letters: the order, and what is searched
    Column("level", String(16), nullable=False, default=""),
    Column("seen_at", UtcDateTime),
    Index("ix_places_label", "tenant_id", "label", "product", "place_key"),
    Index("ix_places_level", "tenant_id", "level", "label"),
)

place_lists = Table(
    # How a product's list stands: when the host was asked last, as whom nobody keeps, and what went wrong.
    "place_lists",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
    Column("policy_version", Integer, nullable=False, default=-1),  # of the levels that stand in the list
    Column("refreshed_at", UtcDateTime),
    Column("started_at", UtcDateTime),  # a refresh is under way
    Column("fault", String(40), nullable=False, default=""),
)
