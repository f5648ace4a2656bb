"""The second door: sites that Atlassian vouched for, tokens that were used, tokens of runs under way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("tenants", sa.Column("cloud_id", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_tenants_cloud_id"), "tenants", ["cloud_id"], unique=True)
    op.add_column("installations", sa.Column("door", sa.String(length=16), nullable=False, server_default="connect"))
    op.create_table(
        "spent_tokens",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("good_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_tokens")),
    )
    op.create_index(op.f("ix_spent_tokens_good_until"), "spent_tokens", ["good_until"])
    op.create_table(
        "run_grants",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("good_until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_grants_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_run_grants_tenant_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_grants")),
    )
    op.create_index(op.f("ix_run_grants_tenant_id"), "run_grants", ["tenant_id"])
    op.create_index(op.f("ix_run_grants_good_until"), "run_grants", ["good_until"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("run_grants")
    op.drop_table("spent_tokens")
    op.drop_column("installations", "door")
    op.drop_index(op.f("ix_tenants_cloud_id"), "tenants")
    op.drop_column("tenants", "cloud_id")
