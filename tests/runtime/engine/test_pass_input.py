"""What a pass takes: signals are read of the log once, in order, and no timer overtakes what is left of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Unavailable
from loopline.model.records import LogEntry
from loopline.model.signal import EventReceived, Signal
from loopline.runtime.engine import pass_input
from loopline.runtime.engine.pass_input import Carefulness, PassInput, ReadAhead
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.storage.sql.log import SqlLog

NOW = 1_700_000_000_000


def event(number: int, at: int = NOW) -> EventReceived:
    """Something that happens to Ann."""
    return EventReceived(key="ann", id=str(number), name="seen", at=at, received_at=at)


class CountedLog(MemoryLog):
    """A log that counts what is read of it, and may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.handed_out = 0
        self.is_damaged = False

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Read and count."""
        if self.is_damaged:
            raise Unavailable("log_damaged", "Rows are missing.")
        found = super().read(after, limit)
        self.handed_out += sum(len(entry.signals) for entry in found)
        return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Little is read ahead."""
    monkeypatch.setattr(pass_input, "AHEAD", 8)
    yield


def ids(signals: Sequence[Signal | None]) -> list[int]:
    """Which events these are."""
    return [int(signal.id) for signal in signals if signal is not None]


def test_a_read_that_is_cut_short_by_bytes_lets_no_timer_overtake_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loopline.storage.sql.log.READ_BYTES", 1)
    log = SqlLog(tmp_path / "log.db", tail_signals=1)
    for number in range(3):
        log.append([[event(number, NOW + number * 60_000)]])
    first = PassInput(ReadAhead(log), MemoryState(), 0, NOW + 3_600_000, Carefulness(100))
    assert (len(first.signals), first.horizon) == (1, NOW)
    last = PassInput(ReadAhead(log), MemoryState(), 2, NOW + 3_600_000, Carefulness(100))
    assert (len(last.signals), last.horizon) == (1, NOW + 3_600_000)
    log.close()


@pytest.mark.usefixtures("small")
@given(st.lists(st.integers(1, 20), max_size=12), st.lists(st.integers(0, 9), max_size=60), st.integers(1, 12))
def test_whatever_is_taken_comes_in_order_and_is_read_about_once(sizes: list[int], takes: list[int], most: int) -> None:
    log, number = CountedLog(), 0
    ahead, position, got = ReadAhead(log), 0, list[int]()
    for step, take in enumerate([*takes, *([9] * sum(sizes))]):
        if step < len(sizes):
            log.append([[event(number + one) for one in range(sizes[step])]])
            number += sizes[step]
        found = ahead.after(position, most)[0]
        assert len(found) <= min(most, 8) and (found or position == log.end())
        got += ids(found[:take])
        position += len(found[:take])
    assert got == list(range(number)) == list(range(position))
    assert log.handed_out == number, "nothing is read twice while nothing fails"


@pytest.mark.usefixtures("small")
def test_after_a_pass_that_was_undone_the_same_signals_come_again() -> None:
    log = MemoryLog()
    log.append([[event(number) for number in range(30)]])
    ahead = ReadAhead(log)
    assert ids(ahead.after(0, 100)[0]) == list(range(8))
    assert ids(ahead.after(6, 100)[0]) == list(range(6, 14))
    assert ids(ahead.after(2, 100)[0]) == list(range(2, 10)), "the store says that less was decided"
    assert ids(ahead.after(29, 100)[0]) == [29] and ids(ahead.after(30, 100)[0]) == []


@pytest.mark.usefixtures("small")
def test_what_is_in_hand_is_decided_before_a_log_that_cannot_be_read_stops_the_loop() -> None:
    log = CountedLog()
    log.append([[event(number)] for number in range(6)])
    ahead = ReadAhead(log)
    assert len(ahead.after(0, 8)[0]) == 6
    log.is_damaged = True
    assert ids(ahead.after(4, 8)[0]) == [4, 5]
    with pytest.raises(Unavailable):
        ahead.after(6, 8)[0]


def test_a_careful_pass_takes_no_more_than_it_may_of_a_large_entry() -> None:
    log = MemoryLog()
    log.append([[event(number) for number in range(100)]])
    careful = Carefulness(100)
    careful.shrink(100)
    batch = PassInput(ReadAhead(log), MemoryState(), 0, NOW + 1, careful)
    assert len(batch.signals) == careful.size == 12 and batch.horizon == NOW
