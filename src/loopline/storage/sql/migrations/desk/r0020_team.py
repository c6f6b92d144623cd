"""Roles of operators, what waits for a second person, and what operators are told."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "desk_0020"
down_revision = "desk_0019"

# In a file it has to read as one that was made anew.
RECREATE: dict[str, Literal["always", "never"]] = {"sqlite": "always", "postgresql": "never"}
SESSIONS = "SELECT hash, operator, created_at, expires_at FROM sessions"


def upgrade() -> None:
    """Operators of before could do everything, and stay owners."""
    _add_roles()
    op.create_table(
        "publish_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="publish_requests_pk"),
    )
    op.create_index("publish_requests_state_asked_at", "publish_requests", ["state", "asked_at"])
    op.create_table(
        "notes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "operator", name="notes_pk"),
    )
    op.create_index("notes_operator_at", "notes", ["operator", "at"])


def _add_roles() -> None:
    """Making the table anew ends the sessions of those who stand in it, so they are kept and put back."""
    bind = op.get_bind()
    sessions = [row._asdict() for row in bind.execute(sa.text(SESSIONS))]
    with op.batch_alter_table("operators", recreate=RECREATE[bind.dialect.name]) as table:
        table.add_column(sa.Column("role", sa.String(), nullable=False, server_default="owner"))
        table.add_column(sa.Column("sees_people", sa.Integer(), nullable=False, server_default="1"))
    names = ("hash", "operator", "created_at", "expires_at")
    kept = sa.table("sessions", *(sa.column(name) for name in names))
    bind.execute(sa.delete(kept))
    if sessions:
        op.bulk_insert(kept, sessions)
