"""What a shard tells is carried at once, in order, and a target that cannot be reached costs the others nothing."""

import threading
from collections.abc import Sequence

from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.ids import PUBLISHED_KEY, shard_of
from loopline.model.records import Transaction
from loopline.model.signal import EventReceived, Signal
from loopline.model.signals.shards import ShardTold
from loopline.runtime.crew.carrying import Carrying
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from loopline.runtime.engine.shards.words import ShardWords
from loopline.storage.memory import MemoryLog, MemoryState
from tests.contracts.made import transaction

SHARDS = 3
SOURCE = next(one for one in range(SHARDS) if one != shard_of(PUBLISHED_KEY, SHARDS))
"""A shard that does not publish, so that its words may be held back."""

OTHERS = [one for one in range(SHARDS) if one != SOURCE]


def said(targets: Sequence[int], knows: int = 0, heard: dict[int, int] | None = None) -> Transaction:
    words = ShardWords()
    for target in targets:
        words.tell(target, EventReceived(key="ann", id=f"to-{target}", name="a", at=1, received_at=1), knows)
    return replace(transaction(1, 1), tellings=words.tellings(), heard=heard or {})


class Away(MemoryLog):
    is_away = True

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        if self.is_away:
            raise Unavailable("store_unreachable", "Nobody answers.")
        return super().append(batches)


def numbers(log: MemoryLog) -> list[int]:
    return [one.number for entry in log.read(0, 100) for one in entry.signals if isinstance(one, ShardTold)]


class Ways:
    """A shard, the logs of the others, and who was woken."""

    def __init__(self) -> None:
        self.state = MemoryState()
        self.state.take_ownership()
        self.states = {one: MemoryState() for one in OTHERS}
        self.logs: dict[int, MemoryLog] = {OTHERS[0]: Away(), OTHERS[1]: MemoryLog()}
        self.woken: list[int] = []
        self.faults: list[BaseException] = []
        self.came = threading.Event()
        carrier = Carrier(SOURCE, SHARDS, self.state, self.logs, self.states)
        self.carrying = Carrying(carrier, self.state, OTHERS, self.wake, self.faults.append)

    def wake(self, target: int) -> None:
        self.woken.append(target)
        self.came.set()


def test_one_target_that_is_away_holds_up_nobody_and_gets_its_words_later() -> None:
    ways = Ways()
    ways.state.commit(said(OTHERS))
    ways.carrying.task.start()
    assert ways.came.wait(20)
    assert ways.woken == [OTHERS[1]] and numbers(ways.logs[OTHERS[1]]) == [1]
    ways.came.clear()
    away = ways.logs[OTHERS[0]]
    assert isinstance(away, Away)
    away.is_away = False
    assert ways.came.wait(20)
    ways.carrying.stop()
    assert numbers(away) == [1] and ways.woken == [OTHERS[1], OTHERS[0]]
    assert {getattr(one, "code", "") for one in ways.faults} == {"store_unreachable"}
    assert not any(ways.state.tellings(target, 1) for target in OTHERS)


def test_what_is_said_wakes_the_carrier_and_what_is_held_back_goes_once_its_target_knows_enough() -> None:
    ways = Ways()
    target = OTHERS[1]
    told = said([target], knows=1)
    ways.state.commit(told)
    ways.carrying._carry()
    assert not ways.woken, "its target knows of no publication yet"
    ways.states[target].take_ownership()
    ways.states[target].commit(said([], heard={PUBLICATIONS: 1}))
    ways.carrying.on_commit(told)
    ways.carrying.task.start()
    assert ways.came.wait(20)
    ways.carrying.stop()
    assert numbers(ways.logs[target]) == [1]
    assert not ways.faults
