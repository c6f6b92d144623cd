"""Nothing is left in a log, on its way, or beside the facts; what somebody has to settle is told."""

from contextlib import closing
from pathlib import Path

import pytest

from loopline.cli.demo import _settings
from loopline.demo import usage
from loopline.model.errors import Conflict
from loopline.model.records import SetAside
from loopline.runtime.clock import VirtualClock
from loopline.storage.settled_shards import settle_shards
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.upkeep.resharding.deciding import decide_all
from tests.contracts.made import events
from tests.storage.postgres import told

SHARDS = 2


def raised(fault: BaseException) -> None:
    raise fault


def decided(places: Places) -> list[int]:
    return decide_all(places, SHARDS, _settings(1), VirtualClock(usage.START), raised)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two shards, in whose logs something stands."""
    found = Places(tmp_path / "data")
    found.folder.mkdir()
    settle_shards(found, SHARDS)
    for shard in range(SHARDS):
        with closing(SqlLog(found.log(shard), shard)) as log:
            log.append([events(1, 2 + shard)])
    return found


def test_all_logs_are_decided_and_their_facts_exported(places: Places) -> None:
    ends = decided(places)
    assert ends == [2, 3]
    for shard in range(SHARDS):
        with closing(SqlState(places.state(shard), shard=shard)) as state:
            assert (state.position(), state.waiting_tellings(), state.chunks(0, 9)) == (ends[shard], 0, [])
            assert state.last_chunk() == 1
    assert decided(places) == ends, "again"


def test_what_is_set_aside_is_settled_first(places: Places) -> None:
    with closing(SqlState(places.state(1), shard=1)) as state:
        state.quarantine.report(SetAside(kind="message", name="m1", code="unreadable", reason="so"))
        state.quarantine.flush()
    with told(Conflict, "reshard_waits"):
        decided(places)


def test_facts_that_are_missing_are_rebuilt_first(places: Places) -> None:
    decided(places)
    (places.folder / "facts.duckdb").unlink()
    with pytest.raises(Conflict, match="reshard_waits"):
        decide_all(places, SHARDS, _settings(1), VirtualClock(usage.START), lambda fault: None)
