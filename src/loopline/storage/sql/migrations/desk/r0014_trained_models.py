"""Trained models."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0014"
down_revision = "desk_0013"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "trained_models",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trained_at", sa.BigInteger(), nullable=False),
        sa.Column("scored_at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("run", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "version", name="trained_models_pk"),
    )
    op.create_index("trained_models_newest", "trained_models", ["model", "version"], unique=True)
