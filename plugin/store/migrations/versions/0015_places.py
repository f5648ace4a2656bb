"""The administrators' list of places, and runs by place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "places",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("place_key", sa.String(length=255), nullable=False),
        sa.Column("place_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=520), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_places_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "product", "place_key", name=op.f("pk_places")),
    )
    op.create_index("ix_places_label", "places", ["tenant_id", "label", "product", "place_key"])
    op.create_index("ix_places_level", "places", ["tenant_id", "level", "label"])
    op.create_table(
        "place_lists",
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_place_lists_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "product", name=op.f("pk_place_lists")),
    )
    op.create_index("ix_runs_place", "runs", ["tenant_id", "place_key", "created_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_runs_place", "runs")
    op.drop_table("place_lists")
    op.drop_index("ix_places_level", "places")
    op.drop_index("ix_places_label", "places")
    op.drop_table("places")
