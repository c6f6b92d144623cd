"""In-app messages, by the person they are for."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0005"
down_revision = "desk_0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXPIRING = sa.text("expires_at > 0")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "inbox",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("clicked_at", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="inbox_pk"),
        sqlite_autoincrement=True,
    )
    op.create_index("inbox_key", "inbox", ["key"], unique=True)
    op.create_index("inbox_person", "inbox", ["person", "number"], unique=False)
    op.create_index("inbox_at", "inbox", ["at"], unique=False)
    op.create_index(
        "inbox_expires_at", "inbox", ["expires_at"], sqlite_where=EXPIRING, postgresql_where=EXPIRING, unique=False
    )
