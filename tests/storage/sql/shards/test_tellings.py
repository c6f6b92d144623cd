"""Tellings outlive the process that told them, and one shard alone writes none."""

from pathlib import Path

from msgspec.structs import replace

from loopline.model.records import ShardTelling
from loopline.storage.sql.state import SqlState
from tests.contracts.made import transaction


def test_what_was_told_and_heard_is_there_after_a_restart(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    made = transaction(state.take_ownership())
    state.commit(replace(made, tellings=(ShardTelling(3, b"words", 2),), heard={1: 9}))
    state.close()
    again = SqlState(tmp_path / "state.db")
    assert again.tellings(3, 10) == [ShardTelling(3, b"words", 2, 1)] and again.heard() == {1: 9}
    again.close()
