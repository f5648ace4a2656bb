"""Approved summaries that pages show."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "approved_summaries",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("source_version", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_approved_summaries_run_id_runs"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_approved_summaries_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "product", "item_id", name=op.f("pk_approved_summaries")),
    )
    op.create_index(op.f("ix_approved_summaries_run_id"), "approved_summaries", ["run_id"])
    op.create_index(op.f("ix_approved_summaries_at"), "approved_summaries", ["at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("approved_summaries")
