"""The marks of secrets, by which processes that share a record see that they have the same ones."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0027"
down_revision = "desk_0026"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "secret_marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="secret_marks_pk"),
    )
