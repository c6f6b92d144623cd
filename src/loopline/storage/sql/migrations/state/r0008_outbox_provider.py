"""Messages of the outbox know the provider that has them or may have them."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "state_0008"
down_revision = "state_0007"

# In a file it has to read as one that was made anew; its rows keep their order.
RECREATE: dict[str, Literal["always", "never"]] = {"sqlite": "always", "postgresql": "never"}


def upgrade() -> None:
    """Add the column; of messages of before it is not known."""
    with op.batch_alter_table("outbox", recreate=RECREATE[op.get_bind().dialect.name]) as outbox:
        outbox.add_column(sa.Column("provider", sa.String(), nullable=False, server_default=""))
