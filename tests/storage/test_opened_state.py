"""Each shard has a state of its own, which others may read while its loop goes on."""

from contextlib import closing
from pathlib import Path

from loopline.storage.opened_state import open_state
from loopline.storage.sql.places import Places


def test_the_first_shard_has_the_file_that_one_shard_alone_has(tmp_path: Path) -> None:
    places = Places(tmp_path)
    for shard, name in enumerate(("state.db", "state-1.db")):
        with closing(open_state(places, shard)) as state:
            state.take_ownership()
        assert (tmp_path / name).exists()


def test_shards_in_one_database_know_nothing_of_each_other(tmp_path: Path, postgres_url: str) -> None:
    places = Places(tmp_path, postgres_url)
    with closing(open_state(places)) as first, closing(open_state(places, 1)) as second:
        assert [first.take_ownership(), first.take_ownership(), second.take_ownership()] == [1, 2, 1]
        assert first.birth() != second.birth()
