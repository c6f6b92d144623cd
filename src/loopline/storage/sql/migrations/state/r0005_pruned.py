"""The keys of messages that were pruned from the outbox, each as a number of eight bytes."""

import sqlalchemy as sa
from alembic import op

revision = "state_0005"
down_revision = "state_0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; nothing was pruned before."""
    op.create_table(
        "pruned",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pruned_pk"),
    )
    if op.get_bind().dialect.name == "postgresql":  # as SQLite numbers its rows: the order in which they came
        op.execute("ALTER TABLE outbox ADD COLUMN number BIGSERIAL")
        op.execute("CREATE UNIQUE INDEX outbox_number ON outbox (number)")
