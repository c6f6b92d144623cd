"""MemoryState's own promise: what it does stays quick when the same timers are moved again and again."""

from loopline.model.records import Record
from loopline.storage.memory import MemoryState
from tests.contracts.made import transaction


def test_overtaken_timers_do_not_pile_up() -> None:
    state = MemoryState()
    epoch = state.take_ownership()
    for at in range(5_000):
        state.commit(transaction(epoch, records=[Record("p:ann", b"x", b"", 10_000 + at)]))
    assert len(state._wakes._heap) < 2_000
    assert state.next_wake_at() == 14_999
