"""What the record is searched by; filled from the records that stand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The events of the record as they were named before they had numbers.
_NUMBERS = {
    "installation:installed": 101,
    "installation:uninstalled": 102,
    "tenant:purged": 103,
    "run:started": 201,
    "run:ended": 202,
    "decision:made": 301,
    "write:undone": 303,
    "feedback:given": 304,
    "policy:changed": 401,
}
_BATCH = 1000
_COLUMNS = (("event", "seq"), ("person", "seq"), ("place", "seq"), ("item", "seq"), ("run", "seq"), ("at",))


def upgrade() -> None:
    """Apply."""
    table = op.create_table(
        "audit_index",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("item", sa.String(length=255), nullable=True),
        sa.Column("run", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_audit_index")),
    )
    records = sa.table("audit_records", *(sa.column(name) for name in ("tenant_id", "seq", "header", "payload")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(records)).all()
    for start in range(0, len(rows), _BATCH):
        connection.execute(sa.insert(table), [_entry(row) for row in rows[start : start + _BATCH]])
    for columns in _COLUMNS:
        op.create_index(op.f(f"ix_audit_index_tenant_id_{'_'.join(columns)}"), "audit_index", ["tenant_id", *columns])


def _entry(row: Any) -> dict[str, Any]:  # noqa: ANN401 (a row of a query)
    header = json.loads(row.header)
    payload = json.loads(row.payload) if row.payload else {}
    place = payload.get("place") or None
    return {
        "tenant_id": row.tenant_id,
        "seq": row.seq,
        "at": datetime.fromisoformat(header["at"]).astimezone(UTC).replace(tzinfo=None),
        "event": _NUMBERS.get(header["event"], 0),
        "person": payload.get("person") or None,
        "place": f"{payload['product']}:{place}" if place and payload.get("product") else place,
        "item": payload.get("item") or None,
        "run": payload.get("run") or None,
        "level": payload.get("level") or None,
    }


def downgrade() -> None:
    """Take back."""
    op.drop_table("audit_index")
