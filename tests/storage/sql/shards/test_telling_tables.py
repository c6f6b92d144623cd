"""The tables of tellings cost one shard nothing."""

from pathlib import Path

from loopline.model.records import Record
from loopline.storage.sql.schema import STATE
from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, message, transaction

TABLES = ("tellings", "neighbours")


def test_both_tables_stand_in_the_record(tmp_path: Path) -> None:
    assert set(TABLES) <= STATE.tables.keys()


def test_one_shard_alone_leaves_them_empty(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    state.commit(
        transaction(state.take_ownership(), records=[Record("p:ann", b"1")], outbox=[message("m1")], facts=[fact()])
    )
    with state._database.read() as connection:
        counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in TABLES]
    assert counts == [0, 0]
    state.close()
