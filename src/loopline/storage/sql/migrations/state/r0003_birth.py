"""A mark that is made with the state and remembered by its facts: so facts of another history are known as such."""

import secrets
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "state_0003"
down_revision = "state_0002"

# In a file it has to read as one that was made anew.
RECREATE: dict[str, Literal["always", "never"]] = {"sqlite": "always", "postgresql": "never"}


def upgrade() -> None:
    """Add the mark."""
    with op.batch_alter_table("meta", recreate=RECREATE[op.get_bind().dialect.name]) as meta:
        meta.add_column(sa.Column("birth", sa.String(), nullable=False, server_default=""))
    op.execute(sa.text("UPDATE meta SET birth = :birth").bindparams(birth=secrets.token_hex(16)))
