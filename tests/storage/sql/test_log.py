"""SqlLog's own promises: several processes, damage that names its place, and a tail that never lies."""

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from loopline.model.errors import Unavailable
from loopline.model.signal import EventReceived
from loopline.storage.sql.database import Place
from loopline.storage.sql.log import SqlLog
from tests.contracts.made import events, read_ids
from tests.storage import other

APPENDS = """
import sys
from loopline.storage.sql.log import SqlLog
from tests.contracts.made import events

log = SqlLog(sys.argv[1])
for turn in range(60):
    log.append([events(1, 1 + turn % 3), events(1, 2)])
log.close()
"""


@pytest.fixture
def quick_turns() -> Iterator[None]:
    """Threads take turns as often as the interpreter can, so that what one leaves half done another one meets."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_two_processes_append_without_a_gap(place: Place) -> None:
    SqlLog(place).close()
    both = [other.start(APPENDS, place) for _ in range(2)]
    for process in both:
        _, faults = process.communicate(timeout=60)
        assert process.returncode == 0, faults
    log = SqlLog(place)
    assert log.end() == 2 * 60 * 4
    assert [position for position, _ in read_ids(log, 0, 1 << 30)] == list(range(1, log.end() + 1))
    log.close()


def test_what_another_process_appended_is_read(place: Place) -> None:
    here, there = SqlLog(place), SqlLog(place)
    here.append([events(1, 2)])
    assert there.append([events(3, 2)]) == [3]
    assert here.end() == 4
    assert here.append([events(5, 1)]) == [5]
    expected = [(number, f"m{number}") for number in range(1, 6)]
    assert read_ids(here, 0, 99) == read_ids(there, 0, 99) == expected
    assert [read_ids(here, after, 99) for after in range(6)] == [expected[after:] for after in range(6)]
    here.close()
    there.close()


def test_everything_is_there_after_a_restart(place: Place) -> None:
    log = SqlLog(place)
    log.append([events(1, 5), events(6, 3)])
    log.close()
    log = SqlLog(place)
    assert log.end() == 8
    assert read_ids(log, 4, 99) == [(number, f"m{number}") for number in range(5, 9)]
    assert log.append([events(9, 1)]) == [9]
    log.close()


def harmed(path: Path, harm: str) -> SqlLog:
    """A log of nine signals in three entries, with one of its rows written over."""
    log = SqlLog(path)
    for first in (1, 4, 7):
        log.append([events(first, 3)])
    log.close()
    connection = sqlite3.connect(path)
    connection.execute(harm)
    connection.commit()
    connection.close()
    return SqlLog(path)


NEWER = msgpack.encode([*events(4, 1), ["tag_of_a_newer_version", "p:ann", "m5", 5, 5], *events(6, 1)])


@pytest.mark.parametrize(
    ("harm", "lost"),
    [
        ("UPDATE entries SET payload = x'ff00' WHERE position = 4", (4, 5, 6)),
        ("UPDATE entries SET payload = x'90' WHERE position = 4", (4, 5, 6)),
        ("UPDATE entries SET payload = 'garbage' WHERE position = 4", (4, 5, 6)),
        ("UPDATE entries SET payload = 17 WHERE position = 4", (4, 5, 6)),
        ("UPDATE entries SET payload = zeroblob(40) WHERE position = 4", (4, 5, 6)),
        (f"UPDATE entries SET payload = x'{NEWER.hex()}' WHERE position = 4", (5,)),
    ],
)
def test_what_cannot_be_read_costs_itself_alone(tmp_path: Path, harm: str, lost: tuple[int, ...]) -> None:
    log = harmed(tmp_path / "log.db", harm)
    found = [signal for entry in log.read(0, 99) for signal in entry.signals]
    assert [number for number, signal in enumerate(found, 1) if signal is None] == list(lost)
    assert [s.id for s in found if s is not None] == [f"m{n}" for n in range(1, 10) if n not in lost]
    assert [signal.id for entry in log.read(6, 99) for signal in entry.signals if signal] == ["m7", "m8", "m9"]
    log.close()


def test_missing_rows_name_the_position(tmp_path: Path) -> None:
    log = harmed(tmp_path / "log.db", "DELETE FROM entries WHERE position = 4")
    assert len(read_ids(log, 0, 3)) == 3
    with pytest.raises(Unavailable) as refused:
        log.read(0, 99)
    assert (refused.value.code, refused.value.at) == ("log_damaged", "position 4")
    assert "begins at 7" in refused.value.text
    assert len(read_ids(log, 6, 99)) == 3
    log.close()


def test_threads_that_append_to_one_log_lose_and_double_nothing(place: Place, quick_turns: None) -> None:
    """As the router and the carrier of a shard do with the log of another one."""
    with closing(SqlLog(place)) as log, ThreadPoolExecutor(4) as pool:
        firsts = list(pool.map(lambda turn: log.append([events(1, 1 + turn % 3), events(1, 2)]), range(400)))
        ends = sorted(
            (first + count - 1, first)
            for turn, pair in enumerate(firsts)
            for first, count in zip(pair, (1 + turn % 3, 2), strict=True)
        )
        assert [first for _, first in ends] == [1, *(end + 1 for end, _ in ends[:-1])]
        assert [position for position, _ in read_ids(log, 0, 1 << 30)] == list(range(1, log.end() + 1))


def test_a_loop_that_keeps_up_never_decodes(place: Place) -> None:
    log = SqlLog(place)
    batch = events(1, 3)
    log.append([batch])
    ((entry,),) = [log.read(0, 9)]
    assert all(got is given for got, given in zip(entry.signals, batch, strict=True))
    log.close()


def test_the_tail_is_bounded(place: Place) -> None:
    log = SqlLog(place, tail_signals=10)
    for first in range(1, 100, 3):
        log.append([events(first, 3)])
    assert log._tail.read(80, 9) is None
    assert log._tail.read(95, 9) is not None
    assert read_ids(log, 0, 1 << 30) == [(number, f"m{number}") for number in range(1, 100)]
    log.close()


def test_a_long_entry_is_packed_and_one_of_before_is_read_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = SqlLog(path)
    batch = events(1, 500)
    log.append([batch])
    log.close()
    connection = sqlite3.connect(path)
    ((payload,),) = connection.execute("SELECT payload FROM entries").fetchall()
    whole = msgpack.encode(list(batch))
    assert len(payload) < len(whole) / 2
    connection.execute(
        "INSERT INTO entries (shard, position, count, payload) VALUES (0, 501, ?, ?)", (len(batch), whole)
    )
    connection.commit()
    connection.close()
    log = SqlLog(path)
    read = [signal for after in (0, 500) for entry in log.read(after, 500) for signal in entry.signals]
    assert read[:500] == list(batch)
    assert read[500:1000] == list(batch)
    log.close()


@pytest.mark.parametrize("tail", [1, 10_000])
def test_a_read_and_the_tail_are_bounded_in_bytes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: int
) -> None:
    """Few signals may be long ones, and so many are neither read nor kept at once."""
    monkeypatch.setattr("loopline.storage.sql.log.READ_BYTES", 1_000)
    monkeypatch.setattr("loopline.storage.sql.log.TAIL_BYTES", 1_000)
    log = SqlLog(tmp_path / "log.db", tail_signals=tail)
    long_ones = [one for one in events(1, 18) if isinstance(one, EventReceived)]
    for number in range(6):
        log.append([[replace(one, properties=b"x" * 300) for one in long_ones[3 * number : 3 * number + 3]]])
    after, found, looks = 0, 0, 0
    while entries := log.read(after, 10_000):
        assert len(entries) <= 2
        looks, found = looks + 1, found + sum(len(entry.signals) for entry in entries)
        after = entries[-1].position + len(entries[-1].signals) - 1
    assert found == 18 and looks >= 3
    assert sum(len(entry.signals) for entry in log._tail._entries) <= 3
    log.close()
