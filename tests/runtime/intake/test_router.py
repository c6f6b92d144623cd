"""A request is split by the shards of its keys, and each part keeps its order."""

from loopline.model.ids import shard_of
from loopline.model.signal import EventReceived
from loopline.runtime.intake.router import by_shard


def test_every_part_has_the_keys_of_one_shard_in_their_order() -> None:
    made = [EventReceived(key=f"p{n % 7}", id=f"e{n}", name="alpha", at=n, received_at=n) for n in range(40)]
    parts = by_shard(made, 3)
    assert sorted(one.id for part in parts.values() for one in part) == sorted(one.id for one in made)
    for number, part in parts.items():
        assert {shard_of(one.key, 3) for one in part} == {number}
        assert [one.at for one in part] == sorted(one.at for one in part)
