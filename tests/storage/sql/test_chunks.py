"""A chunk is read as far as somebody asks, also where a column was written over."""

from pathlib import Path

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
