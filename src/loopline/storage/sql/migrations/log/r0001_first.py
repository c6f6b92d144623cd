"""The first tables of the log file: entries."""

import sqlalchemy as sa
from alembic import op

revision = "log_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="entries_pk"),
    )
    op.create_index("entries_position", "entries", ["shard", "position"], unique=True)
