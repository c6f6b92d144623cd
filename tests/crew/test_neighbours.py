"""A shard writes into the logs of the others, reads their states, and owns none of them."""

from contextlib import closing
from pathlib import Path

from loopline.crew.neighbours import Neighbours
from loopline.model.ids import shard_of
from loopline.storage.opened_log import open_log
from loopline.storage.opened_state import open_state
from loopline.storage.sql.places import Places
from tests.contracts.made import events, read_ids


def test_others_are_written_to_and_read_and_stay_their_owners(tmp_path: Path) -> None:
    places = Places(tmp_path)
    with closing(open_state(places, 2)) as owned, closing(open_log(places, shard=2)) as log:
        epoch = owned.take_ownership()
        with closing(Neighbours(places, 0, 3)) as others:
            assert sorted(others.logs) == sorted(others.states) == [1, 2]
            others.logs[2].append([events(1, 2)])
            assert len(read_ids(log, 0, 10)) == 2
            for name in map(str, range(30)):
                found = others.elsewhere(name)
                assert found is (others.states[shard_of(name, 3)] if shard_of(name, 3) else None)
        assert owned.take_ownership() == epoch + 1, "nobody else has taken it meanwhile"
