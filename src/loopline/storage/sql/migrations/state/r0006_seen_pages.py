"""Ids of signals leave the record for pages of their own, so that a long past is not written again with each change."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "state_0006"
down_revision = "state_0005"

# In a file it has to read as one that was made anew.
RECREATE: dict[str, Literal["always", "never"]] = {"sqlite": "always", "postgresql": "never"}


def upgrade() -> None:
    """Make room for pages; the ids of a record leave it when it is written next."""
    how = RECREATE[op.get_bind().dialect.name]
    with op.batch_alter_table("records", recreate=how, table_kwargs={"sqlite_with_rowid": False}) as records:
        records.add_column(sa.Column("paged", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "seen_pages",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", "slot", name="seen_pages_pk"),
        sqlite_with_rowid=False,
    )
