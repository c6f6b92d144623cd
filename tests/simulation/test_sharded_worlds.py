"""Three hundred generated worlds on two and on five shards, each held to what one shard makes of the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from loopline.lab.simulator.run import simulate_worlds
from loopline.lab.simulator.shards.comparison import one_sharded_world
from loopline.ports import Log, State
from loopline.signals.people.deduplicate import SeenIds
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from tests.simulation.shard_faults import FAULTS, everything_is_heard_again

MOVES = 30
"""So little happens in a world that three hundred of them take well under a minute and a half of a processor."""

CHUNK = 30
WORLDS_MOST = 60
WITHOUT_CRASHES = (2, 3, 6, 7, 10, 11, 14, 15, 18, 19)


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


@pytest.mark.parametrize("shards", [2, 5])
@pytest.mark.parametrize("chunk", range(5))
def test_several_shards_make_of_a_world_what_one_makes(chunk: int, shards: int) -> None:
    report = simulate_worlds(50_000 + chunk * CHUNK, CHUNK, stores, shards=shards, moves=MOVES)
    assert report.passed, "\n" + report.text()
    assert report.crashes > CHUNK, "without crashes these worlds prove little"
    assert report.messages > CHUNK


def test_several_shards_on_files_make_the_same(tmp_path: Path) -> None:
    """Each on a log and a state of its own, as processes would have them."""
    opened: list[tuple[SqlLog, SqlState]] = []

    def on_files() -> tuple[Log, State]:
        place = tmp_path / str(len(opened))
        place.mkdir()
        opened.append((SqlLog(place / "log.db"), SqlState(place / "state.db", 32)))
        return opened[-1]

    found = [one_sharded_world(seed, on_files, shards, MOVES) for seed, shards in ((4, 2), (7, 3))]
    assert [one.faults for one in found] == [(), ()] and all(one.tellings for one in found)
    for log, state in opened:
        log.close()
        state.close()


def test_one_shard_that_is_asked_as_several_makes_the_same() -> None:
    found = [one_sharded_world(seed, stores, 1, MOVES) for seed in range(4)]
    assert [(one.faults, one.tellings) for one in found] == [((), 0)] * 4


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.__name__) for fault in FAULTS])
def test_planted_fault_is_caught(fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    caught = next((seed for seed in range(WORLDS_MOST) if one_sharded_world(seed, stores, 0, MOVES).faults), None)
    assert caught is not None, f"{WORLDS_MOST} worlds did not see it: {fault.__doc__ or fault.__name__}"


def test_a_doubled_telling_is_caught_where_people_forget_what_they_have_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever remembers ids drops the double of a signal as well; so here nobody does, and no client sends twice."""
    monkeypatch.setattr(SeenIds, "has", lambda self, digest: False)

    def failing() -> list[int]:
        return [seed for seed in WITHOUT_CRASHES if one_sharded_world(seed, stores, 0, MOVES, doubles=0.0).faults]

    assert failing() == []
    everything_is_heard_again(monkeypatch)
    assert failing() != []
