"""Reports of accounts to the hosts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("people", sa.Column("refreshed_at", sa.DateTime(), nullable=True))
    op.create_table(
        "account_reports",
        sa.Column("installation_id", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=True),
        sa.Column("after_ref", sa.String(length=40), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=40), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installations.id"], name=op.f("fk_account_reports_installation_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_account_reports_tenant_id")),
        sa.PrimaryKeyConstraint("installation_id", name=op.f("pk_account_reports")),
    )
    op.create_index(op.f("ix_account_reports_tenant_id"), "account_reports", ["tenant_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_account_reports_tenant_id"), table_name="account_reports")
    op.drop_table("account_reports")
    op.drop_column("people", "refreshed_at")
