"""The pages that may use a browser's key, divided by spaces; none: any may."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0003"
down_revision = "desk_0002"


def upgrade() -> None:
    """Add the column; keys of before are of servers and have none."""
    with op.batch_alter_table("keys", recreate="always") as table:  # so that it reads as one that was made anew
        table.add_column(sa.Column("origins", sa.String(), nullable=False, server_default=""))
