"""People who are to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0019"
down_revision = "desk_0018"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erasures",
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("addresses", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("alias", name="erasures_pk"),
    )
    op.create_index("erasures_asked_at", "erasures", ["asked_at"])
