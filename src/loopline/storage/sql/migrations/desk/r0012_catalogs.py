"""The items of catalogs."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0012"
down_revision = "desk_0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "catalogs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("indexed", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="catalogs_pk"),
    )
    op.create_table(
        "catalog_items",
        sa.Column("catalog", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("catalog", "id", name="catalog_items_pk"),
    )
    op.create_table(
        "catalog_values",
        sa.Column("catalog", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("catalog", "field", "value", "id", name="catalog_values_pk"),
        sqlite_with_rowid=False,
    )
