"""Webhooks that were heard, and values that were changed after somebody took them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("decisions") as table:
        table.add_column(sa.Column("looked_at", sa.DateTime(), nullable=True))
    op.create_table(
        "bells",
        sa.Column("installation_id", sa.String(length=40), nullable=False),
        sa.Column("identifier", sa.String(length=128), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["installation_id"], ["installations.id"], name=op.f("fk_bells_installation_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bells_tenant_id")),
        sa.PrimaryKeyConstraint("installation_id", "identifier", name=op.f("pk_bells")),
    )
    with op.batch_alter_table("bells", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bells_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bells_tenant_id_item_id"), ["tenant_id", "item_id"], unique=False)
    op.create_table(
        "contradictions",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("value_h", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_contradictions_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_contradictions_tenant_id")),
        sa.PrimaryKeyConstraint("run_id", "field", "value_h", name=op.f("pk_contradictions")),
    )
    with op.batch_alter_table("contradictions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contradictions_tenant_id"), ["tenant_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("contradictions")
    op.drop_table("bells")
    with op.batch_alter_table("decisions") as table:
        table.drop_column("looked_at")
