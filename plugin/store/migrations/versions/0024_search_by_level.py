"""Search the record by level."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_INDEX = "ix_audit_index_tenant_id_level_seq"


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f(_INDEX), "audit_index", ["tenant_id", "level", "seq"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f(_INDEX), table_name="audit_index")
