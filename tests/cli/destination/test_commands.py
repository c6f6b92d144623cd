"""`loopline destination`: by command, on a folder that nobody serves."""

import subprocess
import sys
from pathlib import Path

from tests.cli.served import SECONDS, loopline


def add(folder: Path, said: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """The command with its address at standard input."""
    command = [sys.executable, "-m", "loopline", "destination", "add", "lake", *options, "--data", str(folder)]
    return subprocess.run(command, input=said + "\n", capture_output=True, text=True, timeout=SECONDS, check=False)


def test_a_destination_is_set_up_written_paused_and_removed(tmp_path: Path) -> None:
    folder, lake = tmp_path / "data", tmp_path / "data" / "destinations" / "lake"
    people = tmp_path / "people.csv"
    people.write_text("user_id,plan\nann,pro\n")
    loopline("import", people, "--data", folder)
    assert "destination_invalid" in add(folder, str(lake), "tape").stderr
    assert "source_folder" in add(folder, str(tmp_path / "elsewhere"), "folder").stderr
    made = add(folder, str(lake), "folder", "--table", "people", "--table", "memberships")
    assert made.returncode == 0, made.stderr
    ran = loopline("destination", "run", "lake", "--data", folder)
    assert ran.returncode == 0 and "2 files with 1 rows were written. [done]" in ran.stdout, ran.stdout + ran.stderr
    assert (lake / "people.parquet").exists() and (lake / "memberships.parquet").exists()
    assert "done" in loopline("destination", "list", "--data", folder).stdout
    assert "It rests." in loopline("destination", "pause", "lake", "--data", folder).stdout
    assert "destination_paused" in loopline("destination", "run", "lake", "--data", folder).stderr
    assert "It goes on." in loopline("destination", "resume", "lake", "--data", folder).stdout
    assert loopline("destination", "remove", "lake", "--data", folder).returncode == 0
    assert "There is no destination." in loopline("destination", "list", "--data", folder).stdout
    assert (lake / "people.parquet").exists()
