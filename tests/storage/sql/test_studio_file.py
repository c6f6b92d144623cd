"""The studio's file of an earlier version is found under its new name, with all that its journal held."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.storage.sql.drafting.drafts import Saved
from loopline.storage.sql.studio import StudioStore
from loopline.storage.sql.studio_file import studio_file

KILLED = """
import os, sys
from pathlib import Path
from loopline.storage.sql.studio import StudioStore
store = StudioStore(Path(sys.argv[1]) / "desk.db")
store.drafts.save("welcome", b"{}", 0, 1)
os._exit(9)
"""


def test_a_new_folder_gets_the_new_name(tmp_path: Path) -> None:
    assert studio_file(tmp_path) == tmp_path / "studio.db"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_before_is_read_though_its_process_was_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment).returncode == 9
    assert (tmp_path / "desk.db-wal").stat().st_size > 0, "the draft is in the journal alone"
    store = StudioStore(studio_file(tmp_path))
    assert store.drafts.get("welcome") is not None
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["studio.db"]


def test_a_folder_that_has_both_keeps_to_the_new_one(tmp_path: Path) -> None:
    StudioStore(tmp_path / "studio.db").close()
    shutil.copy(tmp_path / "studio.db", tmp_path / "desk.db")
    assert studio_file(tmp_path) == tmp_path / "studio.db"
    assert (tmp_path / "desk.db").exists()


def test_a_file_that_somebody_has_open_stays_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.storage.sql.studio_file.BUSY_SECONDS", 0.1)
    store = StudioStore(tmp_path / "desk.db")
    with store._database.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM drafts").scalar_one()
    with pytest.raises(Unavailable) as caught:
        studio_file(tmp_path)
    assert caught.value.code == "store_busy" and (tmp_path / "desk.db").exists()
    store.drafts.save("welcome", b"{}", 0, 1)
    store.close()
    again = StudioStore(studio_file(tmp_path))
    assert isinstance(again.drafts.get("welcome"), Saved)
    again.close()


def test_two_processes_may_come_at_once(tmp_path: Path) -> None:
    StudioStore(tmp_path / "desk.db").close()
    code = (
        "import sys; from pathlib import Path; from loopline.storage.sql.studio_file import studio_file; "
        "print(studio_file(Path(sys.argv[1])).name)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=environment, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [process.communicate()[0].strip() for process in both] == [b"studio.db"] * 2
    with sqlite3.connect(tmp_path / "studio.db") as database:
        assert database.execute("SELECT count(*) FROM drafts").fetchone() == (0,)
