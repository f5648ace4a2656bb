"""Decisions about more than comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAMES = {
    "text_mac": "wish_mac",
    "comment_id": "written_id",
    "comment_version": "written_version",
    "comment_href": "written_href",
}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("decisions") as table:
        for old, new in _NAMES.items():
            table.alter_column(old, new_column_name=new)
        table.add_column(sa.Column("target", sa.String(length=16), nullable=False, server_default="comment"))
        table.add_column(sa.Column("receipt", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("decisions") as table:
        table.alter_column("target", existing_type=sa.String(length=16), server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("decisions") as table:
        table.drop_column("receipt")
        table.drop_column("target")
        for old, new in _NAMES.items():
            table.alter_column(new, new_column_name=old)
