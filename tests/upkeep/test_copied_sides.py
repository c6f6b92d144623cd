"""Each family of each shard has a home on both sides of a copy, and nobody writes where one is being read."""

from contextlib import closing
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.storage.settled_shards import settle_shards
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from loopline.storage.sql.studio import StudioStore
from loopline.upkeep.copied_sides import (
    ShardHome,
    home_place,
    homes_of,
    make_waiting,
    open_home,
    standing_still,
    waiting_folder,
)
from tests.storage.postgres import told


def test_homes_are_named_as_their_files(tmp_path: Path) -> None:
    homes, places = homes_of(2), Places(tmp_path)
    assert [one.name for one in homes] == ["state", "state-1", "log", "log-1", "desk"]
    files = ["state.db", "state-1.db", "log.db", "log-1.db", "studio.db"]
    assert [home_place(places, one) for one in homes] == [tmp_path / name for name in files]
    assert [one.schema for one in homes] == ["shard_0", "shard_1", "log", "log", "desk"]


def test_what_waits_of_another_number_of_shards_goes(tmp_path: Path) -> None:
    target = Places(tmp_path / "new")
    make_waiting(target, 3)
    make_waiting(target, 2)
    found = sorted(path.name for path in waiting_folder(target.folder).glob("*.db"))
    assert found == ["log-1.db", "log.db", "state-1.db", "state.db", "studio.db"] and not target.folder.exists()
    with closing(open_home(target, ShardHome("state", 1), waiting=True)) as database, database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM meta").scalar_one() == 1


@pytest.mark.parametrize("where", ["files", "postgresql"])
def test_nobody_writes_what_stands_still(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    places = Places(tmp_path, request.getfixturevalue("postgres_url") if where == "postgresql" else "")
    settle_shards(places, 2)
    for shard in range(2):
        SqlLog(places.log(shard), shard).close()
    StudioStore(places.studio()).close()
    with standing_still(places, 2) as here:
        assert len(here.metas(2)) == 2 and here.metas(2)[0][0] != here.metas(2)[1][0]
        for home in homes_of(2):
            impatient = Database(home_place(places, home), Tuning(busy_ms=1), home.schema)
            with closing(impatient), told(Unavailable, "store_busy"), impatient.write():
                pass
