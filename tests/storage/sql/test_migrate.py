"""Opening a file brings it up to date, once, and refuses one that is newer than we are."""

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.migrate import FOLDER, HEADS, bring_up, stands_at
from loopline.storage.sql.schema import FAMILIES
from tests.storage import other

OPENS = """
import sys
from loopline.storage.sql.state import SqlState

SqlState(sys.argv[1]).close()
"""


@pytest.mark.parametrize("family", FAMILIES)
def test_the_known_head_is_the_newest_revision(family: str) -> None:
    script = ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER / family)])
    assert script.get_current_head() == HEADS[family]


def test_a_new_file_stands_at_the_head_and_a_second_opening_changes_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.db")
    for _ in range(2):
        bring_up(database, "state")
        with database.read() as connection:
            assert stands_at(connection, "state") == HEADS["state"]
            assert connection.exec_driver_sql("SELECT count(*) FROM meta").scalar_one() == 1
    database.close()


def test_the_families_share_a_database_when_they_must(tmp_path: Path) -> None:
    database = Database(tmp_path / "all.db")
    for family in FAMILIES:
        bring_up(database, family)
    with database.read() as connection:
        assert {family: stands_at(connection, family) for family in FAMILIES} == HEADS
    database.close()


def test_a_migration_that_fails_in_the_midst_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are one transaction: no other process ever sees a table without the next one."""
    broken = tmp_path / "migrations"
    shutil.copytree(FOLDER / "state", broken / "state")
    (broken / "state" / "r9999_broken.py").write_text(
        'revision = "state_9999"\n'
        f'down_revision = "{HEADS["state"]}"\n'
        "def upgrade():\n"
        "    raise RuntimeError('the disk is full')\n"
    )
    database = Database(tmp_path / "state.db")
    with monkeypatch.context() as later:
        later.setattr("loopline.storage.sql.migrate.FOLDER", broken)
        later.setitem(HEADS, "state", "state_9999")
        with pytest.raises(RuntimeError, match="full"):
            bring_up(database, "state")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM sqlite_master").all() == []
    bring_up(database, "state")
    database.close()


def test_processes_that_open_a_new_file_at_once_agree(tmp_path: Path) -> None:
    processes = [other.start(OPENS, tmp_path / "state.db") for _ in range(3)]
    for process in processes:
        _, faults = process.communicate(timeout=60)
        assert process.returncode == 0, faults


def test_a_file_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.db")
    bring_up(database, "state")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE state_version SET version_num = 'state_9999'")
    with pytest.raises(Conflict) as refused:
        bring_up(database, "state")
    assert refused.value.code == "schema_newer"
    with database.read() as connection:
        assert stands_at(connection, "state") == "state_9999"
    database.close()


@pytest.mark.parametrize("family", ["state", "log"])
def test_a_version_that_knew_desk_db_refuses_a_file_that_was_opened_since(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would find no desk.db, make an empty one, and go on without keys and without an owner."""
    database = Database(tmp_path / "file.db")
    bring_up(database, family)
    _go_back(monkeypatch, tmp_path, family)
    with pytest.raises(Conflict) as refused:
        bring_up(database, family)
    assert refused.value.code == "schema_newer"
    database.close()


@pytest.mark.parametrize("family", ["state", "log"])
def test_a_file_of_that_version_is_brought_up_with_its_rows(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path / "file.db")
    with monkeypatch.context() as before:
        _go_back(before, tmp_path, family)
        bring_up(database, family)
    rows = {
        "state": "SELECT id, position, epoch, chunk, digest, turn, folded FROM meta",
        "log": "SELECT * FROM entries",
    }[family]
    with database.write() as connection:
        if family == "log":
            connection.exec_driver_sql("INSERT INTO entries (shard, position, count, payload) VALUES (0, 1, 1, x'90')")
        kept = connection.exec_driver_sql(rows).all()
    bring_up(database, family)
    with database.read() as connection:
        assert stands_at(connection, family) == HEADS[family]
        assert kept and connection.exec_driver_sql(rows).all() == kept
    database.close()


def _go_back(monkeypatch: pytest.MonkeyPatch, folder: Path, family: str) -> None:
    """Know the first revision of the family and no other, as the versions did whose studio file was desk.db."""
    earlier = folder / "migrations"
    (earlier / family).mkdir(parents=True)
    shutil.copy(FOLDER / family / "r0001_first.py", earlier / family)
    monkeypatch.setattr("loopline.storage.sql.migrate.FOLDER", earlier)
    monkeypatch.setitem(HEADS, family, f"{family}_0001")
