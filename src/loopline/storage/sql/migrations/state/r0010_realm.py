"""Which shard a state is, and of how many; written when a folder is made for more than one."""

import sqlalchemy as sa
from alembic import op

revision = "state_0010"
down_revision = "state_0009"


def upgrade() -> None:
    """Make the table; one shard alone has no row in it."""
    op.create_table(
        "realm",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("shards", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="realm_pk"),
    )
