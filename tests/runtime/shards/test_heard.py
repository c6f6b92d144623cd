"""What shards have told each other counts as heard once it is decided where it was told."""

from msgspec.structs import replace

from loopline.model.records import ShardTelling
from loopline.runtime.shards.heard import is_heard, told_so_far
from loopline.storage.memory import MemoryState
from tests.contracts.made import transaction


def test_it_is_heard_when_its_target_has_decided_it_and_what_is_told_later_is_not_waited_for() -> None:
    source, target = MemoryState(), MemoryState()
    states = (source, target)
    assert is_heard(states, told_so_far(states))
    epoch, other = source.take_ownership(), target.take_ownership()
    source.commit(replace(transaction(epoch, 1), tellings=(ShardTelling(1, b"a"), ShardTelling(1, b"b"))))
    told = told_so_far(states)
    assert not is_heard(states, told)
    source.forget_tellings(1, 2)  # it stands in the log of its target
    assert not is_heard(states, told)
    target.commit(replace(transaction(other, 1), heard={0: 1}))
    assert not is_heard(states, told)
    target.commit(replace(transaction(other, 2), heard={0: 2}))
    source.commit(replace(transaction(epoch, 2), tellings=(ShardTelling(1, b"c"),)))
    assert is_heard(states, told) and not is_heard(states, told_so_far(states))
