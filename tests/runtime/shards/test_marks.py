"""A number for a moment of all logs is reached once every shard has decided what stood in its log then."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.runtime.shards import marks as module
from loopline.runtime.shards.marks import ShardMarks

STEPS = st.lists(st.tuples(st.sampled_from(["append", "decide", "mark", "read"]), st.integers(0, 2)), max_size=60)


@given(STEPS)
def test_a_reached_number_means_that_every_shard_has_decided_up_to_it(steps: list[tuple[str, int]]) -> None:
    ends, positions = [0, 0, 0], [0, 0, 0]
    marks = ShardMarks(lambda: ends, lambda: positions)
    given_out: list[tuple[int, list[int]]] = []
    last = 0
    for step, shard in steps:
        if step == "append":
            ends[shard] += 3
        elif step == "decide":
            positions[shard] = min(positions[shard] + 1, ends[shard])
        elif step == "mark":
            given_out.append((marks.mark(), list(ends)))
        else:
            reached = marks.reached()
            assert reached >= last
            last = reached
            for number, then in given_out:
                assert (reached >= number) <= all(at >= end for at, end in zip(positions, then, strict=True))
    positions[:] = ends
    assert marks.reached() == marks.mark() == sum(ends)


def test_a_number_of_before_a_restart_is_reached_with_what_stood_there_at_the_restart() -> None:
    ends, positions = [5, 0], [0, 0]
    number = ShardMarks(lambda: ends, lambda: positions).mark()
    positions[:] = [0, 6]
    ends[:] = [5, 6]
    again = ShardMarks(lambda: ends, lambda: positions)
    assert again.reached() < number
    positions[:] = [5, 6]
    assert again.reached() >= number


def test_marks_that_nobody_reaches_are_bounded(monkeypatch: object) -> None:
    ends = [0]
    marks = ShardMarks(lambda: ends, lambda: [0])
    for _ in range(3 * module.MARKS_MAX):
        ends[0] += 1
        marks.mark()
    assert len(marks._open) <= module.MARKS_MAX and marks._open[-1][0] == ends[0]
    assert marks.reached() == 0
