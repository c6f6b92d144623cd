"""A request is split by the shards of its keys, each part keeps its order, and a log that fails is no answer."""

from collections.abc import Sequence

import pytest

from loopline.model.errors import Unavailable
from loopline.model.ids import shard_of
from loopline.model.signal import EventReceived, Signal
from loopline.runtime.intake.protocol import AcceptRequest, IntakeRefusal, Written
from loopline.runtime.intake.router import Router, by_shard
from loopline.runtime.intake.server import answer_group
from loopline.storage.memory import MemoryLog

MADE = [EventReceived(key=f"p{n % 7}", id=f"e{n}", name="alpha", at=n, received_at=n) for n in range(40)]


class Full(MemoryLog):
    """A log whose disk is full, for as long as it says so."""

    is_full = True

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        if self.is_full:
            raise Unavailable("disk_full", "The disk is full.")
        return super().append(batches)


def ids(log: MemoryLog) -> list[str]:
    return [one.id for entry in log.read(0, 1_000) for one in entry.signals if one is not None]


def test_every_part_has_the_keys_of_one_shard_in_their_order() -> None:
    parts = by_shard(MADE, 3)
    assert sorted(one.id for part in parts.values() for one in part) == sorted(one.id for one in MADE)
    for number, part in parts.items():
        assert {shard_of(one.key, 3) for one in part} == {number}
        assert [one.at for one in part] == sorted(one.at for one in part)


def test_batches_of_one_group_are_in_all_logs_when_they_are_answered() -> None:
    logs = [MemoryLog() for _ in range(3)]
    router = Router(logs)
    firsts = router.append([MADE[:20], [], MADE[20:]])
    assert len(firsts) == 3 and firsts[1] == 0 and min(firsts[0], firsts[2]) >= 1
    for shard, log in enumerate(logs):
        assert ids(log) == [one.id for one in MADE if shard_of(one.key, 3) == shard]
    assert router.end() == len(MADE)
    assert router.append([[]]) == [0]
    assert router.end() == len(MADE)


def test_a_part_that_failed_refuses_the_request_and_a_repeat_brings_the_rest() -> None:
    full = Full()
    logs = [MemoryLog(), full]
    faults: list[Exception] = []
    (refused,) = answer_group([AcceptRequest(list(MADE))], Router(logs), faults.append)
    assert isinstance(refused, IntakeRefusal)
    assert (refused.status, refused.code, len(faults)) == (503, "disk_full", 1)
    full.is_full = False
    (answered,) = answer_group([AcceptRequest(list(MADE))], Router(logs), faults.append)
    assert isinstance(answered, Written) and answered.signals == len(MADE)
    assert set(ids(logs[0])) | set(ids(full)) == {one.id for one in MADE}
    assert len(ids(full)) == len(set(ids(full)))


def test_a_log_that_cannot_be_reached_is_told_of_before_anything_is_written() -> None:
    class Away(MemoryLog):
        def end(self) -> int:
            raise Unavailable("store_unreachable", "Nobody answers.")

    with pytest.raises(Unavailable):
        Router([MemoryLog(), Away()]).end()
