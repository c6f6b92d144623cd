"""The position up to which the log was trimmed; an earlier Loopline would take a trimmed log for a damaged one."""

import sqlalchemy as sa
from alembic import op

revision = "log_0004"
down_revision = "log_0003"


def upgrade() -> None:
    """Make the table; a log of before is whole."""
    op.create_table(
        "horizon",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name="horizon_pk"),
    )
