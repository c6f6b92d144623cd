"""A world on several shards is the same every time, and its tellings are counted."""

from loopline.lab.simulator.shards.comparison import one_at_a_time
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner
from loopline.lab.simulator.worlds import world_of
from loopline.ports import Log, State
from loopline.storage.memory import MemoryLog, MemoryState


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


def test_the_same_seed_plays_the_same_world() -> None:
    def played() -> tuple[object, ...]:
        runner = ShardedRunner(one_at_a_time(world_of(4, 20)), 2, Chances("chances", 0.004, 0.1), stores)
        runner.live()
        world = runner.played()
        return world.facts, world.records, world.crashes, world.tellings

    first = played()
    assert first == played()
    assert first[-1], "nothing crossed, so nothing was proved"
