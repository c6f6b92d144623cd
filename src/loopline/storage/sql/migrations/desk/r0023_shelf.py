"""The folder and tags of each journey in the list, and whether it is archived."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0023"
down_revision = "desk_0022"


def upgrade() -> None:
    """Add the table; journeys of before are in no folder."""
    op.create_table(
        "journey_shelf",
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("journey", name="journey_shelf_pk"),
    )
