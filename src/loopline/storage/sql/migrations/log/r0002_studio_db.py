"""No table changes: an earlier Loopline knows neither studio.db nor what providers report, and must not go on."""

revision = "log_0002"
down_revision = "log_0001"


def upgrade() -> None:
    """Only the revision is written; a version that does not know it refuses the file."""
