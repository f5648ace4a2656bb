"""What a run was asked beside its use case: which versions of a page to compare."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("runs", sa.Column("options", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("runs", "options")
