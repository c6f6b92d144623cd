"""What is pulled from outside on a schedule: sources, their last runs, and the rows that these refused."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0025"
down_revision = "desk_0023"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sources",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("spec", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("paused", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="sources_pk"),
    )
    for table, *numbers in (("source_runs", "run"), ("source_refusals", "run", "number")):
        op.create_table(
            table,
            sa.Column("source", sa.String(), nullable=False),
            *(sa.Column(number, sa.Integer(), autoincrement=False, nullable=False) for number in numbers),
            sa.Column("record", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("source", *numbers, name=f"{table}_pk"),
        )
