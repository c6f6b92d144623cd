"""A chunk is read as far as somebody asks, also where a column was written over."""

from pathlib import Path

import msgspec
import pytest

from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, transaction


@pytest.fixture
def state(tmp_path: Path) -> SqlState:
    return SqlState(tmp_path / "state.db")


def test_whoever_stops_in_the_middle_keeps_no_connection(state: SqlState) -> None:
    state.commit(transaction(state.take_ownership(), facts=[fact(seq=seq) for seq in range(99)]))
    for _ in range(20):  # more than there are readers
        assert len(next(state.chunk_pieces(1, 100))) == 100
    assert state.position() == 1
    state.close()


def test_another_type_than_bytes_is_read_as_its_text(state: SqlState) -> None:
    with state._database.write() as connection:
        connection.exec_driver_sql("INSERT INTO chunks (number, lines) VALUES (1, 'é{'), (2, 7)")
    assert state.chunks(0, 9) == [(1, "é{".encode()), (2, b"7")]
    assert b"".join(state.chunk_pieces(1, 2)) == "é{".encode()
    assert [number for number, _ in state.chunk_sizes(0, 9)] == [1, 2]
    state.close()


def test_postgresql_keeps_them_as_they_are_and_reads_those_that_it_had_packed(postgres_url: str) -> None:
    """Packing cost a transaction of a thousand signals more than writing them does; they are soon deleted."""
    state = SqlState(postgres_url)
    epoch, facts = state.take_ownership(), [fact(seq=seq) for seq in range(999)]

    def commit(number: int, storage: str) -> None:
        with state._database.write() as connection:
            connection.exec_driver_sql(f"ALTER TABLE chunks ALTER COLUMN lines SET STORAGE {storage}")
        state.commit(transaction(epoch, number, facts=[msgspec.structs.replace(one, position=number) for one in facts]))

    with state._database.read() as connection:
        asked = "SELECT attstorage::text FROM pg_attribute WHERE attrelid = 'chunks'::regclass AND attname = 'lines'"
        assert connection.exec_driver_sql(asked).scalar_one() == "e"
    commit(1, "EXTENDED")
    commit(2, "EXTERNAL")
    with state._database.read() as connection:
        asked = "SELECT number, pg_column_size(lines), length(lines) FROM chunks ORDER BY number"
        (first, packed, length), (second, kept, whole) = connection.exec_driver_sql(asked).all()
    assert packed < length
    assert kept == whole
    for number, lines in state.chunks(0, 9):
        assert len(lines) == length
        assert b"".join(state.chunk_pieces(number, 1_000)) == lines
    assert [first, second] == [1, 2]
    state.close()
