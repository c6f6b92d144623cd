"""What is set aside, and the signals that wait for a record that is."""

import sqlalchemy as sa
from alembic import op

revision = "state_0004"
down_revision = "state_0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "quarantine",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="quarantine_pk"),
    )
    op.create_index("quarantine_kind_name", "quarantine", ["kind", "name"], unique=True)
    op.create_table(
        "skipped",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("signal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="skipped_pk"),
    )
    op.create_index("skipped_key_number", "skipped", ["key", "number"], unique=False)
