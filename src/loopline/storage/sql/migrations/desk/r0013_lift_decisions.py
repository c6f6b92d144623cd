"""Verdicts that stand."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0013"
down_revision = "desk_0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lift_decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("comparison", sa.String(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="lift_decisions_pk"),
    )
    op.create_index("lift_decisions_journey", "lift_decisions", ["journey", "comparison"], unique=True)
