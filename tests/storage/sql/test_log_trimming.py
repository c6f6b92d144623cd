"""A trimmed log says where it begins, goes on from its end, and is not taken for a damaged one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.errors import Missing, Unavailable
from loopline.storage.sql.database import Place
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.log_trimming import SIGNALS_AT_ONCE
from tests.contracts.made import events, read_ids


@pytest.fixture
def log(place: Place) -> Iterator[SqlLog]:
    kept = SqlLog(place, tail_signals=1)
    kept.append([events(first, 10) for first in range(1, 101, 10)])
    yield kept
    kept.close()


def test_whole_entries_leave_oldest_first(log: SqlLog, place: Place) -> None:
    assert log.horizon() == 0
    assert [log.trim(34, 2), log.trim(34, 2), log.trim(34, 2)] == [2, 1, 0]
    assert (log.horizon(), log.end()) == (30, 100)
    assert read_ids(log, 30, 2)[:2] == [(31, "m31"), (32, "m32")]
    again = SqlLog(place)
    assert (again.horizon(), again.end()) == (30, 100)
    again.close()


def test_what_has_left_is_said_to_have_left_and_what_was_lost_to_be_lost(log: SqlLog) -> None:
    log.trim(50, 9)
    for after in (0, 20, 49):
        with pytest.raises(Missing) as left:
            log.read(after, 1)
        assert left.value.code == "log_trimmed"
    with log._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM entries WHERE position = 51")
    with pytest.raises(Unavailable) as lost:
        log.read(50, 1)
    assert lost.value.code == "log_damaged"


def test_the_last_entry_stays_and_positions_go_on(log: SqlLog) -> None:
    assert sum(log.trim(1_000, 4) for _ in range(9)) == 9
    assert (log.horizon(), log.end()) == (90, 100)
    assert log.append([events(101, 1)]) == [101]
    assert [log.trim(1_000, 4), log.horizon()] == [1, 100]


def test_appends_wait_for_the_deletion_of_so_many_signals_at_most(place: Place) -> None:
    log = SqlLog(place, tail_signals=1)
    size = SIGNALS_AT_ONCE * 2 // 5
    log.append([events(1, 2 * SIGNALS_AT_ONCE), events(2 * SIGNALS_AT_ONCE + 1, 1)])
    first = 2 * SIGNALS_AT_ONCE + 2
    log.append([events(first + n * size, size) for n in range(4)])
    assert [log.trim(1 << 40, 200) for _ in range(4)] == [1, 3, 1, 0]
    assert log.horizon() == first + 3 * size - 1
    log.close()


def test_another_process_that_writes_goes_on_behind_it(log: SqlLog, place: Place) -> None:
    writer = SqlLog(place)
    assert writer.append([events(101, 1)]) == [101]
    log.trim(1_000, 100)
    assert writer.append([events(102, 1)]) == [102]
    assert (writer.end(), log.end()) == (102, 102)
    writer.close()


def test_a_file_of_which_little_is_left_shrinks(tmp_path: Path) -> None:
    log = SqlLog(tmp_path / "log.db", tail_signals=1)
    for first in range(1, 20_001, 500):
        log.append([events(first, 500)])
    log.close()
    log = SqlLog(tmp_path / "log.db", tail_signals=1)
    before = (tmp_path / "log.db").stat().st_size
    log.trim(19_000, 1_000)
    log.compact()
    assert read_ids(log, 19_500, 1)[0] == (19_501, "m19501")
    log.close()
    assert (tmp_path / "log.db").stat().st_size < before // 2
