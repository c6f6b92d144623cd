"""No table changes: entries may be compressed from here on, and an earlier Loopline cannot read those."""

revision = "log_0003"
down_revision = "log_0002"


def upgrade() -> None:
    """Only the revision is written; a version that does not know it refuses the file."""
