"""What every Log promises: tests that ask for a `log`, which whoever imports them makes."""

import pytest

from loopline.ports import Log
from tests.contracts.made import events, read_ids


def appended(log: Log, *sizes: int) -> list[tuple[int, str]]:
    """Batches of these sizes, each written by itself; the positions of all signals with their ids."""
    found: list[tuple[int, str]] = []
    for size in sizes:
        (first,) = log.append([events(len(found) + 1, size)])
        found += [(first + n, f"m{len(found) + 1 + n}") for n in range(size)]
    return found


def test_an_empty_log_ends_at_0(log: Log) -> None:
    assert log.end() == 0
    assert log.read(0, 10) == []
    assert log.count(0) == 0
    assert log.append([]) == []
    assert log.end() == 0


def test_positions_rise_and_those_of_a_batch_stand_side_by_side(log: Log) -> None:
    first, second = log.append([events(1, 3), events(4, 2)])
    (third,) = log.append([events(6, 1)])
    assert first >= 1 and first + 3 <= second and second + 2 <= third == log.end()
    places = [*range(first, first + 3), second, second + 1, third]
    assert read_ids(log, 0, 100) == [(place, f"m{number}") for number, place in enumerate(places, 1)]


def test_an_empty_batch_takes_no_position(log: Log) -> None:
    _, first, _ = log.append([[], events(1, 1), []])
    assert log.end() == first
    assert read_ids(log, 0, 9) == [(first, "m1")]


def test_reading_begins_behind_any_position_and_counts_what_stands_there(log: Log) -> None:
    everything = appended(log, 4, 1, 4, 3)
    places = [place for place, _ in everything]
    for after in sorted({near for place in places for near in (place - 1, place, place + 1)} | {0}):
        left = [one for one in everything if one[0] > after]
        assert read_ids(log, after, 100) == left
        assert log.count(after) == len(left)
        assert read_ids(log, after, 1)[:1] == left[:1]


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_paging_sees_each_signal_once(log: Log, limit: int) -> None:
    everything = appended(log, *(3, 1) * 10)
    seen: list[tuple[int, str]] = []
    while page := read_ids(log, seen[-1][0] if seen else 0, limit):
        assert len(page) < limit + 3  # a page ends with the entry that fills it
        seen += page
    assert seen == everything


def test_a_signal_comes_back_as_it_was(log: Log) -> None:
    (signal,) = events(1, 1)
    log.append([[signal]])
    ((entry,),) = [log.read(0, 1)]
    assert list(entry.signals) == [signal]
