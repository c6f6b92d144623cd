"""The first tables of the desk file: keys, drafts, operators, sessions and the sandbox."""

import sqlalchemy as sa
from alembic import op

revision = "desk_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "drafts",
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journey", name="drafts_pk"),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="keys_pk"),
    )
    op.create_index("keys_prefix", "keys", ["prefix"], unique=False)
    op.create_table(
        "operators",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("email", name="operators_pk"),
    )
    op.create_table(
        "sandbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("rendered", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="sandbox_pk"),
    )
    op.create_index("sandbox_at", "sandbox", ["at"], unique=False)
    op.create_index("sandbox_person", "sandbox", ["person", "at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operators.email"], name="sessions_operator_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name="sessions_pk"),
    )
    op.create_index("sessions_expires_at", "sessions", ["expires_at"], unique=False)
