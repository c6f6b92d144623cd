"""What is written out on a schedule: destinations, and their last runs."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0026"
down_revision = "desk_0025"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "destinations",
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
        sa.PrimaryKeyConstraint("name", name="destinations_pk"),
    )
    op.create_table(
        "destination_runs",
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "run", name="destination_runs_pk"),
    )
