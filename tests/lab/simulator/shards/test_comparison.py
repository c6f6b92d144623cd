"""The comparison sees what differs: other people, other messages, a record in the wrong place."""

from msgspec.structs import replace

from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.runner import run_world
from loopline.lab.simulator.shards.comparison import one_at_a_time, one_sharded_world, shard_differences
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner
from loopline.lab.simulator.worlds import world_of
from loopline.ports import Log, State
from loopline.storage.memory import MemoryLog, MemoryState


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


def test_no_two_signals_of_a_spread_world_come_in_one_millisecond() -> None:
    batches = one_at_a_time(world_of(3)).batches
    moments = [at for at, _ in batches]
    assert len(set(moments)) == len(moments) and moments == sorted(moments)
    assert all(len(batch) == 1 and batch[0].received_at == at for at, batch in batches)


def test_a_world_is_compared_with_itself_and_not_with_another() -> None:
    runner = ShardedRunner(one_at_a_time(world_of(5, 20)), 2, Chances("chances", 0, 0), stores)
    runner.live()
    sharded = runner.played()
    same, other = (run_world(one_at_a_time(world_of(seed, 20)), FaultPlan("", 0, 0), stores) for seed in (5, 6))
    assert list(shard_differences(sharded, same)) == []
    assert list(shard_differences(sharded, other))


def test_a_record_in_the_wrong_shard_is_seen() -> None:
    runner = ShardedRunner(one_at_a_time(world_of(5, 20)), 2, Chances("chances", 0, 0), stores)
    runner.live()
    sharded = runner.played()
    lucky = run_world(one_at_a_time(world_of(5, 20)), FaultPlan("", 0, 0), stores)
    swapped = replace(sharded, records=sharded.records[::-1])
    assert any("stands in shard" in text for text in shard_differences(swapped, lucky))


def test_what_raises_is_a_fault_of_the_world() -> None:
    def broken() -> tuple[Log, State]:
        raise KeyError("gone")

    assert one_sharded_world(1, broken).faults == ("raised KeyError: 'gone'",)
