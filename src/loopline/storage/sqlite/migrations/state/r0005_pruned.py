"""The keys of messages that were pruned from the outbox, each as a number of eight bytes."""

import sqlalchemy as sa
from alembic import op

revision = "state_0005"
down_revision = "state_0004"


def upgrade() -> None:
    """Make the table; nothing was pruned before."""
    op.create_table(
        "pruned",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pruned_pk"),
    )
