"""Drafts get the name of the author who saved them last, and of the window."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "desk_0021"
down_revision = "desk_0020"

# In a file it has to read as one that was made anew.
RECREATE: dict[str, Literal["always", "never"]] = {"sqlite": "always", "postgresql": "never"}


def upgrade() -> None:
    """Add the columns; nobody knows who saved the drafts of before."""
    with op.batch_alter_table("drafts", recreate=RECREATE[op.get_bind().dialect.name]) as table:
        table.add_column(sa.Column("saved_by", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("saved_in", sa.String(), nullable=False, server_default=""))
