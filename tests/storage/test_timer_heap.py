"""A heap of wake-ups answers as a sorted dict would."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.storage.timer_heap import TimerHeap


@given(
    moves=st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=30),
    now=st.integers(0, 9),
    limit=st.integers(1, 5),
    shrunk=st.booleans(),
)
def test_due_and_first_are_those_that_count(moves: list[tuple[str, int]], now: int, limit: int, shrunk: bool) -> None:
    current: dict[str, int] = {}
    wakes = TimerHeap(lambda at, key: current.get(key) == at)
    for key, at in moves:
        current[key] = at
        wakes.add(at, key)
    if shrunk:
        wakes.shrink(-1_000)
    expected = sorted((at, key) for key, at in current.items())
    for _ in range(2):  # asking changes nothing
        assert wakes.first() == (expected[0][0] if expected else None)
        assert wakes.due(now, limit) == [wake for wake in expected if wake[0] <= now][:limit]
