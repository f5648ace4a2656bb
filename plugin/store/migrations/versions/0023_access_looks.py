"""When an installation's app access rules are looked at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "access_looks",
        sa.Column("installation_id", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=40), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installations.id"], name=op.f("fk_access_looks_installation_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_access_looks_tenant_id")),
        sa.PrimaryKeyConstraint("installation_id", name=op.f("pk_access_looks")),
    )
    with op.batch_alter_table("access_looks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_looks_tenant_id"), ["tenant_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("access_looks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_looks_tenant_id"))
    op.drop_table("access_looks")
