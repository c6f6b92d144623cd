"""Keys that sign mail, by sender domain; sealed."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0008"
down_revision = "desk_0006"


def upgrade() -> None:
    """Make the table; until now no mail was signed here."""
    op.create_table(
        "sender_keys",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("selector", sa.String(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("signs", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("domain", "selector", name="sender_keys_pk"),
    )
