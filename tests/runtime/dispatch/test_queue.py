"""Lanes sleep until their own channel has something to send, and get what shares a template."""

import asyncio

import msgspec
import pytest

from loopline.runtime.dispatch.queue import BATCH_MAX, LONG_BATCH_MAX, QUICK_SECONDS, Lane, Queue
from tests.runtime.dispatch.rows import row

pytestmark = pytest.mark.anyio


def queued(*nodes: str) -> Queue:
    """A message of each of these nodes, in this order."""
    queue = Queue()
    for number, node in enumerate(nodes):
        queue.put(row(f"{node}{number}", node))
    return queue


def keys(queue: Queue) -> list[str]:
    return [one.message.key for one in queue.next_batch(BATCH_MAX)]


def test_a_batch_is_of_one_node_and_others_keep_their_place() -> None:
    queue = queued("a", "b", "a", "b", "c")
    assert [keys(queue) for _ in range(4)] == [["a0", "a2"], ["b1", "b3"], ["c4"], []]


def test_a_batch_and_what_is_passed_over_for_it_are_bounded() -> None:
    queue = queued("a", *["b"] * (2 * BATCH_MAX), "a")
    assert (keys(queue), len(keys(queue)), len(queue)) == (["a0"], BATCH_MAX, BATCH_MAX + 1)


def test_who_comes_back_gets_their_turn_again() -> None:
    queue = Queue()
    for number in range(4, 8):
        queue.put(msgspec.structs.replace(row(f"n{number}", "a"), due_at=number // 2))
    for number in (1, 2, 5):
        queue.put(msgspec.structs.replace(row(f"b{number}", "a"), due_at=number // 2, reason="Nobody was there."))
    assert keys(queue) == ["b1", "b2", "b5", "n4", "n5", "n6", "n7"]


def test_what_is_transactional_goes_first_and_has_a_lane_of_its_own() -> None:
    queue = queued("a", "a")
    urgent = row("u", "a")
    queue.put(msgspec.structs.replace(urgent, message=msgspec.structs.replace(urgent.message, transactional=True)))
    own = Lane(queue, 3, is_urgent=True)
    assert (own.waits_for, Lane(queue, 0).waits_for) == (1, 3)
    assert [one.message.key for one in queue.next_batch(9, urgent_only=True)] == ["u"]
    assert queue.next_batch(9, urgent_only=True) == []
    assert keys(queue) == ["a0", "a1"]


@pytest.mark.parametrize(
    ("count", "seconds", "is_journaled", "most"),
    [
        (BATCH_MAX, QUICK_SECONDS, True, LONG_BATCH_MAX),
        (BATCH_MAX, QUICK_SECONDS + 0.01, True, BATCH_MAX),
        (BATCH_MAX, 0.0, False, BATCH_MAX),
        (BATCH_MAX - 1, 0.0, True, BATCH_MAX),
    ],
    ids=["quick", "slow", "no journal", "too few to tell"],
)
def test_long_batches_are_for_a_quick_provider_with_a_journal(
    count: int, seconds: float, is_journaled: bool, most: int
) -> None:
    lane = Lane(Queue(), 0)
    assert lane.most == BATCH_MAX
    lane.note(count, seconds, is_journaled=is_journaled)
    assert lane.most == most


@pytest.mark.parametrize(("seconds", "is_journaled"), [(QUICK_SECONDS * 2, True), (0.0, False)])
def test_a_lane_goes_back_to_short_batches(seconds: float, is_journaled: bool) -> None:
    lane = Lane(Queue(), 0, is_quick=True)
    lane.note(1, 9.0, is_journaled=True)
    assert lane.most == LONG_BATCH_MAX, "one message tells nothing of a batch"
    lane.note(LONG_BATCH_MAX, seconds, is_journaled=is_journaled)
    assert lane.most == BATCH_MAX


async def test_a_lane_sleeps_until_its_own_queue_is_filled() -> None:
    filled, other = queued(), queued()
    lanes = [asyncio.create_task(queue.wait()) for queue in (filled, filled, other)]
    await asyncio.sleep(0)
    filled.put(row("k", "a"))
    await asyncio.wait(lanes[:2], timeout=30)
    assert [lane.done() for lane in lanes] == [True, True, False]
    other.wake()
    await asyncio.wait_for(lanes[2], timeout=30)
