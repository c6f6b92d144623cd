"""No table changes: PostgreSQL clears away what is trimmed before much of it has gathered."""

from alembic import op

revision = "log_0006"
down_revision = "log_0004"

# What has left is a small part of a large table, so its part says more than its number. Long entries stand in the table
# beside it, each in pieces of two kilobytes.
TRIMMED = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000"
LONG = "toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 20000"


def upgrade() -> None:
    """Tell autovacuum."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE entries SET ({TRIMMED}, {LONG})")
