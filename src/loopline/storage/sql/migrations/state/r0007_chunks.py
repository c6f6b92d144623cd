"""No table changes: PostgreSQL keeps chunks of facts as they are, since they are soon exported and deleted."""

from alembic import op

revision = "state_0007"
down_revision = "state_0006"


def upgrade() -> None:
    """Tell PostgreSQL; chunks that are there already stay as they are, and are read alike."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE chunks ALTER COLUMN lines SET STORAGE EXTERNAL")
