"""What shards tell each other, until it stands in the log of its target, and how far each was heard."""

import sqlalchemy as sa
from alembic import op

revision = "state_0009"
down_revision = "state_0008"


def upgrade() -> None:
    """Make the tables; one shard alone tells nobody anything."""
    op.create_table(
        "tellings",
        sa.Column("target", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("knows", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("target", "number", name="tellings_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "neighbours",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name="neighbours_pk"),
    )
