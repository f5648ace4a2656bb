"""What is learned of categories, place by place; what people took; what administrators say of values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "category_places",
        *_place("category_places"),
        sa.Column("place_key", sa.String(length=255), nullable=False),
        sa.Column("installation_id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("sample", sa.JSON(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime()),
        sa.Column("started_at", sa.DateTime()),
        sa.Column("learned_at", sa.DateTime()),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installations.id"], name=op.f("fk_category_places_installation_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "product", "place_id", name=op.f("pk_category_places")),
    )
    op.create_table(
        "category_models",
        *_place("category_models"),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("model", sa.LargeBinary(), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product", "place_id", "field", name=op.f("pk_category_models")),
    )
    op.create_table(
        "category_lessons",
        sa.Column("id", sa.String(length=40), nullable=False),
        *_place("category_lessons"),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_lessons")),
        sa.UniqueConstraint("run_id", "field", "value", name=op.f("uq_category_lessons_run_id_field_value")),
    )
    op.create_index(
        op.f("ix_category_lessons_tenant_id_product_place_id_at"),
        "category_lessons",
        ["tenant_id", "product", "place_id", "at"],
    )
    op.create_table(
        "category_fields",
        *_place("category_fields"),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("most", sa.Integer()),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product", "place_id", "field", name=op.f("pk_category_fields")),
    )


def _place(table: str) -> tuple[sa.Column[str] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("category_fields")
    op.drop_index(op.f("ix_category_lessons_tenant_id_product_place_id_at"), table_name="category_lessons")
    op.drop_table("category_lessons")
    op.drop_table("category_models")
    op.drop_table("category_places")
