"""Who has read the policy card of which version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "card_acknowledgements",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_card_acknowledgements_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "person", "version", name=op.f("pk_card_acknowledgements")),
    )
    with op.batch_alter_table("card_acknowledgements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_card_acknowledgements_tenant_id_version"), ["tenant_id", "version"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("card_acknowledgements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_acknowledgements_tenant_id_version"))
    op.drop_table("card_acknowledgements")
