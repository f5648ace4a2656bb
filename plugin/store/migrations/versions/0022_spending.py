"""What engines cost, and keys that tenants bring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "spending",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=280), nullable=False),
        sa.Column("use_case", sa.String(length=32), nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.Column("tokens_in", sa.BigInteger(), nullable=False),
        sa.Column("tokens_out", sa.BigInteger(), nullable=False),
        sa.Column("tokens_cached", sa.BigInteger(), nullable=False),
        sa.Column("millionths", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_spending_tenant_id")),
        sa.PrimaryKeyConstraint(
            "tenant_id", "day", "team", "place", "use_case", "engine", "currency", name=op.f("pk_spending")
        ),
    )
    op.create_table(
        "engine_keys",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_engine_keys_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "engine", name=op.f("pk_engine_keys")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("engine_keys")
    op.drop_table("spending")
