"""Cutting pieces out of entries agrees with cutting them out of one long list."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.records import LogEntry
from loopline.storage.log_entries import cut, pick
from tests.contracts.made import events


@given(sizes=st.lists(st.integers(1, 5), max_size=12), after=st.integers(0, 70), limit=st.integers(1, 70))
def test_pick_is_a_slice(sizes: list[int], after: int, limit: int) -> None:
    entries, end = [], 0
    for size in sizes:
        entries.append(LogEntry(end + 1, events(end + 1, size)))
        end += size
    picked = pick(entries, after, limit)
    positions = [entry.position + offset for entry in picked for offset in range(len(entry.signals))]
    assert positions == list(range(after + 1, end + 1))[: len(positions)]
    assert len(positions) >= min(limit, max(0, end - after))
    assert all(
        signal and signal.id == f"m{entry.position + n}" for entry in picked for n, signal in enumerate(entry.signals)
    )


def test_an_entry_past_the_position_is_left_whole() -> None:
    entry = LogEntry(5, events(5, 2))
    assert cut(entry, 4) is entry
    assert cut(entry, 5) == LogEntry(6, events(6, 1))
