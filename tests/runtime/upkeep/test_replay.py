"""The log of one shard of several says all that the shard has decided: what others have told it stands in there."""

from collections import Counter
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from loopline.lab.simulator.facts import read_facts
from loopline.lab.simulator.runner import ALL
from loopline.lab.simulator.shards.comparison import one_at_a_time
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner
from loopline.lab.simulator.worlds import world_of
from loopline.model.signals.shards import ShardTold
from loopline.ports import Log, State
from loopline.runtime.upkeep.replay import Replay
from loopline.storage.memory import MemoryLog, MemoryState

MOVES = 40


def fail(error: Exception) -> None:
    raise error


def shards_of(seed: int, shards: int, doubles: float = 0.0) -> list[tuple[MemoryLog, MemoryState]]:
    made: list[tuple[MemoryLog, MemoryState]] = []

    def stores() -> tuple[Log, State]:
        made.append((MemoryLog(), MemoryState()))
        return made[-1]

    ShardedRunner(one_at_a_time(world_of(seed, MOVES)), shards, Chances(f"shards/{seed}", 0, doubles), stores).live()
    return made


def replayed(log: Log, lived: MemoryState, shard: int, shards: int) -> MemoryState:
    again = MemoryState()
    replay = Replay(log, again, fail, None, shard, shards)
    while replay.step(lived.frontier()):
        pass
    assert replay.position == lived.position()
    return again


def told(state: MemoryState) -> Counter[str]:
    """Facts but for their place, and for when somebody came to decide them."""
    facts = read_facts.decode_lines(b"".join(lines for _, lines in state.chunks(0, ALL)))
    return Counter(repr(replace(one, position=0, seq=0, decided_at=0)) for one in facts)


def tellings(log: MemoryLog) -> Iterator[ShardTold]:
    return (one for entry in log.read(0, ALL) for one in entry.signals if isinstance(one, ShardTold))


@pytest.mark.parametrize(("seed", "shards"), [(1, 3), (2, 5), (6, 2), (9, 2), (11, 5)])
def test_each_shard_is_decided_again_from_its_own_log_alone(seed: int, shards: int) -> None:
    made = shards_of(seed, shards)
    assert sum(len(list(tellings(log))) for log, _ in made) > shards
    for number, (log, lived) in enumerate(made):
        again = replayed(log, lived, number, shards)
        assert again.scan("", ALL) == lived.scan("", ALL)
        assert told(again) == told(lived)
        assert again.heard() == lived.heard() and again.documents() == lived.documents()


def test_a_replay_tells_nobody_and_keeps_nothing_that_it_would_tell() -> None:
    made = shards_of(9, 2)
    for number, (log, lived) in enumerate(made):
        ends = [one.end() for one, _ in made]
        again = replayed(log, lived, number, 2)
        assert [one.end() for one, _ in made] == ends
        assert not again.tellings(1 - number, 1)


def test_a_telling_that_came_twice_is_decided_once_again() -> None:
    made = shards_of(9, 2, doubles=1.0)
    doubled = [Counter((one.source, one.number) for one in tellings(log)) for log, _ in made]
    assert any(count > 1 for counts in doubled for count in counts.values()), "no telling came twice"
    for number, (log, lived) in enumerate(made):
        again = replayed(log, lived, number, 2)
        assert again.scan("", ALL) == lived.scan("", ALL) and told(again) == told(lived)
