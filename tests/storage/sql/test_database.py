"""How files are opened: durable, readable beside a writer, and with faults that say what to look at."""

import threading
from pathlib import Path

import pytest

from loopline.model.errors import LooplineError, Unavailable
from loopline.model.records import Record
from loopline.storage.sql.database import Database, dialect_of
from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.state import SqlState
from tests.contracts.made import transaction


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "file ?#%.db", Tuning(busy_ms=50))


def test_a_file_is_durable_by_default(database: Database) -> None:
    with database.write() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2}
    database.close()


def test_a_path_may_hold_any_sign(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    database.close()
    assert (tmp_path / "file ?#%.db").exists()


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    database.close()


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable, match="store_failed"), database.read() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    database.close()


def test_writers_of_one_process_take_turns(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")

    def add() -> None:
        for _ in range(20):
            with database.write() as connection:
                number = connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one()
                connection.exec_driver_sql("INSERT INTO t VALUES (?)", (number,))

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(DISTINCT x) FROM t").scalar_one() == 60
    database.close()


def test_a_writer_of_another_process_that_does_not_end_is_reported(database: Database) -> None:
    second = Database(database.path, Tuning(busy_ms=50))
    with database.write():
        with pytest.raises(Unavailable) as refused, second.write():
            pass
        assert refused.value.code == "store_busy"
    second.close()
    database.close()


def test_a_reader_that_left_a_transaction_open_does_not_keep_the_next_one_in_the_past(tmp_path: Path) -> None:
    database = Database(tmp_path / "file.db", Tuning(readers=1))
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    with database.read() as connection:
        connection.exec_driver_sql("BEGIN")
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 1
    database.close()


def test_a_reader_at_work_outlives_the_closing_and_the_file_is_let_go(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    with database.read() as connection:
        database.close()
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    assert not Path(f"{database.path}-wal").exists(), "the last one to go writes everything into the file"


def test_an_answer_of_two_rows_is_no_one(database: Database) -> None:
    with database.read() as connection:
        for ask in ("SELECT 1 UNION SELECT 2", "SELECT 1 WHERE 0"):
            with pytest.raises(ValueError, match="row"):
                connection.exec_driver_sql(ask).one()
        assert connection.exec_driver_sql("SELECT 1 WHERE 0").scalar_one_or_none() is None
    database.close()


@pytest.mark.parametrize("place", ["mysql://root:s3cret@localhost/loopline", "://s3cret", "nosql://s3cret"])
def test_an_unknown_database_is_refused_and_its_url_not_repeated(place: str) -> None:
    with pytest.raises(LooplineError) as refused:
        dialect_of(place, Tuning(), "public")
    assert refused.value.code == "store_unknown"
    assert "s3cret" not in str(refused.value)


def test_an_end_that_the_database_refuses_is_told_and_holds_nobody_up(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    epoch = state.take_ownership()
    state.commit(transaction(epoch, 1, records=[Record("ann", b"1")]))
    begun = state.begin(transaction(epoch, 2, records=[Record("ann", b"2")]))
    assert state._database._writer is not None
    state._database._writer.rollback()  # somebody ends it behind our back, as a full disk does
    with pytest.raises(Unavailable):
        begun.finish()
    assert state.position() == 1 and state.load(["ann"])["ann"].state == b"1"
    state.commit(transaction(epoch, 2, records=[Record("ann", b"3")]))
    assert state.load(["ann"])["ann"].state == b"3"
    state.close()
