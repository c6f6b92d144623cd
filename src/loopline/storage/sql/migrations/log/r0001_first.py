"""The first tables of the log file: entries."""

import sqlalchemy as sa
from alembic import op

revision = "log_0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entries",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="entries_pk"),
    )
    op.create_index("entries_position", "entries", ["shard", "position"], unique=True)
    if op.get_bind().dialect.name == "postgresql":  # we compress entries ourselves
        op.execute("ALTER TABLE entries ALTER COLUMN payload SET STORAGE EXTERNAL")
