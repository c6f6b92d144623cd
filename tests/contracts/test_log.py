"""What every Log promises: positions from 1 without a gap, and reading from any of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.ports import Log
from loopline.storage.memory import MemoryLog
from loopline.storage.sql.log import SqlLog
from tests.contracts.made import events, read_ids

TAILS = {"": 99, "a short tail": 7, "hardly a tail": 0}
KINDS = ["memory", *(f"{dialect} with {tail}" for dialect in ("sqlite", "postgresql") for tail in TAILS)]


@pytest.fixture(params=KINDS)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    dialect, _, tail = request.param.partition(" with ")
    place = tmp_path / "log.db" if dialect == "sqlite" else request.getfixturevalue("postgres_url")
    kept = SqlLog(place, tail_signals=TAILS[tail])
    yield kept
    kept.close()


def test_an_empty_log_ends_at_0(log: Log) -> None:
    assert log.end() == 0
    assert log.read(0, 10) == []
    assert log.append([]) == []
    assert log.end() == 0


def test_batches_get_positions_without_a_gap(log: Log) -> None:
    assert log.append([events(1, 3), events(4, 2)]) == [1, 4]
    assert log.append([events(6, 1)]) == [6]
    assert log.end() == 6
    assert read_ids(log, 0, 100) == [(number, f"m{number}") for number in range(1, 7)]


def test_an_empty_batch_takes_no_position(log: Log) -> None:
    assert log.append([[], events(1, 1), []]) == [1, 1, 2]
    assert log.end() == 1


@pytest.mark.parametrize("after", range(13))
def test_reading_begins_right_after(log: Log, after: int) -> None:
    for first in (1, 5, 6, 10):
        log.append([events(first, {1: 4, 5: 1, 6: 4, 10: 3}[first])])
    assert read_ids(log, after, 100) == [(number, f"m{number}") for number in range(after + 1, 13)]


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_paging_sees_each_signal_once(log: Log, limit: int) -> None:
    for first in range(1, 41, 4):
        log.append([events(first, 3), events(first + 3, 1)])
    seen: list[tuple[int, str]] = []
    while page := read_ids(log, len(seen), limit):
        assert len(page) < limit + 3  # a page ends with the entry that fills it
        seen += page
    assert seen == [(number, f"m{number}") for number in range(1, 41)]


def test_a_signal_comes_back_as_it_was(log: Log) -> None:
    (signal,) = events(1, 1)
    log.append([[signal]])
    ((entry,),) = [log.read(0, 1)]
    assert list(entry.signals) == [signal]
