"""The backlog of improvements, weekly reviews, and the operators who get them by mail."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0018"
down_revision = "desk_0014"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "backlog_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="backlog_items_pk"),
    )
    op.create_index("backlog_items_origin", "backlog_items", ["origin"], unique=True)
    op.create_table(
        "weekly_reviews",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("week", name="weekly_reviews_pk"),
    )
    op.create_table(
        "review_readers",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("email", name="review_readers_pk"),
    )
