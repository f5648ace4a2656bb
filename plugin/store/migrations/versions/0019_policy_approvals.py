"""Proposals of changes, the seal of the first policy, and who agreed to a version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; adding columns leaves the triggers of `policies` in place."""
    op.add_column("policies", sa.Column("approved_by", sa.String(length=40), nullable=True))
    op.add_column("policies", sa.Column("proposal", sa.String(length=40), nullable=True))
    op.create_table(
        "policy_proposals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("acts_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_policy_proposals_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_proposals")),
    )
    op.create_index("ix_policy_proposals_state", "policy_proposals", ["tenant_id", "state", "at"])
    op.create_table(
        "policy_seals",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_policy_seals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_policy_seals")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("policy_seals")
    op.drop_index("ix_policy_proposals_state", "policy_proposals")
    op.drop_table("policy_proposals")
    op.drop_column("policies", "proposal")
    op.drop_column("policies", "approved_by")
