"""What every Log promises, whether or not there are gaps between its positions."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from loopline.lab.simulator.gaps import GappedLog
from loopline.ports import Log
from loopline.storage.memory import MemoryLog
from loopline.storage.sql.log import SqlLog
from tests.contracts.made import events, read_ids

TAILS = {"": 99, "a short tail": 7, "hardly a tail": 0}
KINDS = ["memory", *(f"{dialect} with {tail}" for dialect in ("sqlite", "postgresql") for tail in TAILS)]


@pytest.fixture(params=KINDS)
def whole_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    dialect, _, tail = request.param.partition(" with ")
    place = tmp_path / "log.db" if dialect == "sqlite" else request.getfixturevalue("postgres_url")
    kept = SqlLog(place, tail_signals=TAILS[tail])
    yield kept
    kept.close()


@pytest.fixture(params=["", "gaps", "wide gaps"])
def log(request: pytest.FixtureRequest, whole_log: Log) -> Log:
    widest = {"": 0, "gaps": 3, "wide gaps": 1 << 40}[request.param]
    rng = Random(request.node.name)
    return GappedLog(whole_log, lambda: rng.choice((0, rng.randint(0, widest)))) if widest else whole_log


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


def test_positions_of_a_whole_log_have_no_gap(whole_log: Log) -> None:
    assert whole_log.append([events(1, 3), events(4, 2)]) == [1, 4]
    assert whole_log.append([[], events(6, 1), []]) == [6, 6, 7]
    assert whole_log.end() == 6


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
