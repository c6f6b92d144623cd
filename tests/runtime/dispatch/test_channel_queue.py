"""A batch is of one node, and nobody loses their place."""

from loopline.model.records import OutboxRow
from loopline.runtime.dispatch.channel_queue import BATCH_MAX, ChannelQueue
from tests.runtime.dispatch.rows import row


def keys(rows: list[OutboxRow]) -> list[str]:
    return [one.message.key for one in rows]


def test_a_batch_is_of_one_node_and_the_others_keep_their_place() -> None:
    queue = ChannelQueue()
    queue.extend([row("a1", "a"), row("b1", "b"), row("a2", "a"), row("b2", "b")])
    assert keys(queue.take_batch()) == ["a1", "a2"]
    assert keys(queue.take_batch()) == ["b1", "b2"]
    assert queue.take_batch() == []


def test_a_batch_is_bounded_and_so_is_what_it_passes_over() -> None:
    queue = ChannelQueue()
    queue.extend([row(f"a{n}", "a") for n in range(BATCH_MAX + 3)])
    assert len(queue.take_batch()) == BATCH_MAX and len(queue) == 3
    queue.extend([row(f"b{n}", "b") for n in range(BATCH_MAX + 3)])
    queue.append(row("far", "a"))
    assert keys(queue.take_batch()) == [f"a{n}" for n in range(BATCH_MAX, BATCH_MAX + 3)], "it looks only so far"
    assert keys(list(queue))[-1] == "far"
