"""The tables of what engines cost, and of the keys that a tenant brought for them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from plugin.store.columns import UtcDateTime, metadata

spending = Table(
    # Totals of a day: nothing says who asked. Money is in millionths, so that sums are exact.
    "spending",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("day", String(10), primary_key=True),  # of UTC, 2026-11-25
    Column("team", String(64), primary_key=True),  # `*` holds everything; a team's rows repeat its share of it
    Column("place", String(280), primary_key=True),  # jira:PAY
    Column("use_case", String(32), primary_key=True),
    Column("engine", String(64), primary_key=True),
    Column("currency", String(3), primary_key=True),  # empty where the catalogue has no prices
    Column("runs", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("estimated", Integer, nullable=False),  # of the calls, those that reported nothing
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("tokens_cached", BigInteger, nullable=False),
    Column("millionths", BigInteger, nullable=False),
)

engine_keys = Table(
    # Keys of providers that hold for one tenant instead of the installation's.
    "engine_keys",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("engine", String(64), primary_key=True),
    Column("key", LargeBinary, nullable=False),  # encrypted
    Column("set_at", UtcDateTime, nullable=False),
    Column("set_by", String(64), nullable=False),  # a person's reference, or `cli`
)
