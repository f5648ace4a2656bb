"""Notes of parts of long items, and how engines count tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kept_notes",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_kept_notes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name=op.f("pk_kept_notes")),
    )
    op.create_index(op.f("ix_kept_notes_made_at"), "kept_notes", ["made_at"])
    op.create_table(
        "token_ratios",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("ratio", sa.Float(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_token_ratios_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "engine", name=op.f("pk_token_ratios")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("token_ratios")
    op.drop_index(op.f("ix_kept_notes_made_at"), "kept_notes")
    op.drop_table("kept_notes")
