"""A mark that is made with the state and remembered by its facts: so facts of another history are known as such."""

import sqlalchemy as sa
from alembic import op

revision = "state_0003"
down_revision = "state_0002"


def upgrade() -> None:
    """Add the mark."""
    with op.batch_alter_table("meta", recreate="always") as meta:
        meta.add_column(sa.Column("birth", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE meta SET birth = lower(hex(randomblob(16)))")
