"""The report of a shard says nothing good of one that has not spoken."""

from loopline.runtime.shards.report import ShardReport


def test_one_that_has_not_spoken_is_starting_and_not_ready() -> None:
    silent = ShardReport(3)
    assert (silent.state, silent.ready, silent.pid, silent.publications) == ("starting", False, 0, 0)
