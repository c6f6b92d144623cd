"""The number of shards is written when a record is made, and no start with another number goes on with it."""

from contextlib import closing
from pathlib import Path

import pytest

from loopline.model.errors import Conflict
from loopline.storage.opened_state import open_state
from loopline.storage.settled_shards import check_shards, kept_shards, settle_shards
from loopline.storage.sql.places import Places


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    """Places where nothing is."""
    return Places(tmp_path, "" if request.param == "sqlite" else request.getfixturevalue("postgres_url"))


def owned(places: Places, shard: int = 0) -> None:
    """A state that somebody has decided in."""
    with closing(open_state(places, shard)) as state:
        state.take_ownership()


def refused(places: Places, shards: int) -> str:
    with pytest.raises(Conflict) as found:
        settle_shards(places, shards)
    assert found.value.code == "shards_differ"
    assert "s3cret" not in found.value.text
    return found.value.text


def test_one_shard_writes_nothing_down(places: Places) -> None:
    assert kept_shards(places) == 0
    settle_shards(places, 1)
    assert kept_shards(places) == 0
    owned(places)
    assert kept_shards(places) == 1
    settle_shards(places, 1)


def test_a_record_keeps_the_number_that_it_was_made_with(places: Places) -> None:
    settle_shards(places, 3)
    assert kept_shards(places) == 3
    for shard in range(3):
        owned(places, shard)
    settle_shards(places, 3)
    check_shards(places, 3)
    for other in (1, 2, 4):
        assert f"LOOPLINE_SHARDS says {other}" in refused(places, other)
    assert kept_shards(places) == 3


def test_what_was_one_shard_is_not_taken_for_the_first_of_several(places: Places) -> None:
    owned(places)
    assert "was made with 1" in refused(places, 2)
    assert kept_shards(places) == 1


def test_a_making_that_was_cut_short_is_gone_on_with(places: Places) -> None:
    settle_shards(places, 2)
    with closing(open_state(places)) as state, state._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM realm")  # as if the kill had come before the first shard was made
    assert kept_shards(places) == 0
    settle_shards(places, 2)
    assert kept_shards(places) == 2


def test_the_state_of_another_shard_is_refused(places: Places) -> None:
    settle_shards(places, 3)
    with closing(open_state(places, 2)) as state, state._database.write() as connection:
        connection.exec_driver_sql("UPDATE realm SET shard = 1")
    assert "Shard 2 is not whole: its state is that of shard 1 of 3" in refused(places, 3)
    with closing(open_state(places, 2)) as state, state._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM realm")
    assert "its state has nothing of the record" in refused(places, 3)


def test_a_missing_file_is_not_made_anew(tmp_path: Path) -> None:
    settle_shards(Places(tmp_path), 2)
    (tmp_path / "state-1.db").unlink()
    assert "state-1.db is missing" in refused(Places(tmp_path), 2)
    assert not (tmp_path / "state-1.db").exists()


def test_a_look_makes_no_file(tmp_path: Path) -> None:
    assert kept_shards(Places(tmp_path)) == 0
    check_shards(Places(tmp_path), 2)
    assert not list(tmp_path.iterdir())
