"""A log with gaps tells what the one beneath it tells, at other places."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.lab.simulator.gaps import GappedLog
from loopline.storage.memory import MemoryLog
from tests.contracts.made import events, read_ids


@given(
    batches=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=9),
    after=st.integers(0, 60),
    limit=st.integers(1, 30),
)
def test_every_signal_stands_where_its_batch_was_put(batches: list[tuple[int, int]], after: int, limit: int) -> None:
    gaps = iter([gap for _, gap in batches])
    log = GappedLog(MemoryLog(), lambda: next(gaps))
    everything: list[tuple[int, str]] = []
    for size, gap in batches:
        end = everything[-1][0] if everything else 0
        (first,) = log.append([events(len(everything) + 1, size)])
        if size:
            assert first == end + gap + 1
        everything += [(first + n, f"m{len(everything) + 1 + n}") for n in range(size)]
    left = [one for one in everything if one[0] > after]
    found = read_ids(log, after, limit)
    assert found == left[: len(found)] and len(found) >= min(limit, len(left))
    assert log.count(after) == len(left)
    assert log.end() == (everything[-1][0] if everything else 0)
