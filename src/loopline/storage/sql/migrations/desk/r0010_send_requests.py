"""Messages that were asked for by themselves, and their files."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0010"
down_revision = "desk_0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "send_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("signal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="send_requests_pk"),
    )
    op.create_index("send_requests_due_at", "send_requests", ["due_at"])
    op.create_table(
        "send_files",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="send_files_pk"),
    )
    op.create_index("send_files_until", "send_files", ["until"])
