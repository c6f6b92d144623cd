"""The first tables of the state file: turns, records, outbox, chunks, documents and the one row of meta."""

import sqlalchemy as sa
from alembic import op

revision = "state_0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AWAKE = sa.text("wake_at IS NOT NULL")
OPEN = sa.text("status IN ('pending', 'sending', 'unknown', 'held')")

# What is written once and soon deleted is not compressed, and is cleared away before much of it has gathered.
SOON = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0"
SOON_TOO = (
    "toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000, "
    "toast.autovacuum_vacuum_cost_delay = 0"
)
QUEUES = (
    "ALTER TABLE turns ALTER COLUMN records SET STORAGE EXTERNAL",
    f"ALTER TABLE turns SET ({SOON}, {SOON_TOO})",
    f"ALTER TABLE chunks SET ({SOON}, {SOON_TOO})",
    f"ALTER TABLE meta SET (fillfactor = 10, {SOON})",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chunks",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="chunks_pk"),
    )
    op.create_table(
        "documents",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="documents_pk"),
    )
    op.create_index("documents_version", "documents", ["kind", "name", "version"], unique=True)
    op.create_table(
        "meta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("chunk", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("folded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="meta_pk"),
    )
    op.create_table(
        "outbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="outbox_pk"),
    )
    op.create_index(
        "outbox_due",
        "outbox",
        ["status", "due_at", "key"],
        unique=False,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "turns",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="turns_pk"),
    )
    op.create_table(
        "records",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("wake_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="records_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "records_wake_at", "records", ["wake_at", "key"], unique=False, sqlite_where=AWAKE, postgresql_where=AWAKE
    )
    op.execute("INSERT INTO meta (id, position, epoch, chunk, digest, turn, folded) VALUES (1, 0, 0, 0, '', 0, 0)")
    if op.get_bind().dialect.name == "postgresql":
        for tuning in QUEUES:
            op.execute(tuning)
