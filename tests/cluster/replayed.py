"""The whole partition decided again, from offset 0, into a state that was empty."""

from contextlib import closing
from pathlib import Path

from loopline.model.records import Record
from loopline.runtime.upkeep.replay import Replay
from loopline.storage.kafka.log import KafkaLog
from loopline.storage.sql.state import SqlState
from loopline.upkeep.purge import hidden_in

AT_ONCE = 500


def records(state: SqlState) -> dict[str, Record]:
    """Every record by its key."""
    found: dict[str, Record] = {}
    after = ""
    while page := state.scan(after, AT_ONCE):
        found |= {record.key: record for record in page}
        after = page[-1].key
    return found


def check_a_replay_gives_equal_records(folder: Path, url: str, tmp_path: Path) -> None:
    """The server has ended; what it has decided is compared with what the log alone says."""

    def fail(error: Exception) -> None:
        raise error

    with (
        closing(KafkaLog(url)) as log,
        closing(SqlState(folder / "state.db")) as lived,
        closing(SqlState(tmp_path / "again.db")) as again,
    ):
        assert log.horizon() == 0
        assert lived.position() == log.end()
        replay = Replay(log, again, fail, hidden_in(folder))
        while replay.step(lived.frontier()):
            pass
        ours, theirs = records(lived), records(again)
        assert ours.keys() == theirs.keys()
        differing = [key for key, record in ours.items() if record != theirs[key]]
        print(f"{len(ours)} records decided again, {len(differing)} differ")
        assert not differing, (ours[differing[0]], theirs[differing[0]])
