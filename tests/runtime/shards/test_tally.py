"""What a process has counted is added once."""

from loopline.model.records import Transaction
from loopline.runtime.shards.tally import ShardCounts, ShardTally
from tests.contracts.made import transaction


def test_it_counts_and_tells_what_is_new_since_it_was_last_asked() -> None:
    tally = ShardTally()
    step: Transaction = transaction(1)
    tally.decided(step)
    tally.fault("loop")
    first = tally.take()
    assert (first.steps, first.faults) == (1, {"loop": 1})
    tally.decided(step)
    tally.fault("loop")
    tally.fault("delivery")
    second = tally.take()
    assert second.since(first) == ShardCounts(steps=1, faults={"loop": 1, "delivery": 1})
    assert second.since(second) == ShardCounts()
    assert second.since(ShardCounts()) == second, "of another process all of it is new"
