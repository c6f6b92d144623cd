"""Comments on journeys, in threads, and what each operator has read of them."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0022"
down_revision = "desk_0021"


def upgrade() -> None:
    """Add the tables; there is nothing to carry over."""
    op.create_table(
        "comment_threads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("step_name", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="comment_threads_pk"),
    )
    op.create_index("comment_threads_journey_opened_at", "comment_threads", ["journey", "opened_at"])
    op.create_table(
        "comments",
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mentions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("thread", "place", name="comments_pk"),
    )
    op.create_table(
        "comment_reads",
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("operator", "journey", name="comment_reads_pk"),
    )
