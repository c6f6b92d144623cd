"""The pages that may use a browser's key, divided by spaces; none: any may."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "desk_0003"
down_revision = "desk_0002"

# In a file it has to read as one that was made anew.
RECREATE: dict[str, Literal["always", "never"]] = {"sqlite": "always", "postgresql": "never"}


def upgrade() -> None:
    """Add the column; keys of before are of servers and have none."""
    with op.batch_alter_table("keys", recreate=RECREATE[op.get_bind().dialect.name]) as table:
        table.add_column(sa.Column("origins", sa.String(), nullable=False, server_default=""))
