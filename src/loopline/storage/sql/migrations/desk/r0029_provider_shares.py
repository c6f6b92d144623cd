"""What the processes of a record hold of each provider's bounds."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0029"
down_revision = "desk_0027"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "provider_shares",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="provider_shares_pk"),
    )
