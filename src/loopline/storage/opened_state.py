"""Opens the state of a shard where it stands."""

from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState


def open_state(places: Places, shard: int = 0) -> SqlState:
    """The state of a shard. Only its loop takes ownership; all else may read it at the same time, of any process."""
    return SqlState(places.state(shard), shard=shard)
