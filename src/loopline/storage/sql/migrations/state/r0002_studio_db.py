"""No table changes: an earlier Loopline knows neither studio.db nor nodes that call endpoints, and must not go on."""

revision = "state_0002"
down_revision = "state_0001"


def upgrade() -> None:
    """Only the revision is written; a version that does not know it refuses the file."""
