"""What short links lead to."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0006"
down_revision = "desk_0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "short_links",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="short_links_pk"),
    )
    op.create_index("short_links_token", "short_links", ["token"], unique=True)
