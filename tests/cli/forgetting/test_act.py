"""`loopline forget` and `loopline known`, on a folder that nobody serves and through a server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.served import loopline, server
from tests.studio.erasures.somebody import ANN, begin, left_in
from tests.studio.house import living


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with living(tmp_path / "data") as house:
        begin(house)
    return tmp_path / "data"


def run(*words: str, typed: str = "") -> tuple[int, str]:
    if typed:
        command = [sys.executable, "-m", "loopline", *words]
        done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60, check=False)
    else:
        done = loopline(*words)
    return done.returncode, done.stdout + done.stderr


def test_it_says_what_goes_asks_and_leaves_nothing(folder: Path) -> None:
    code, text = run("forget", ANN, "--data", str(folder), "--preview")
    assert code == 0 and "3 traits" in text and "What stays" in text and "Backups" in text
    code, text = run("forget", ANN, "--data", str(folder), typed="n\n")
    assert code == 1 and left_in(folder)
    code, text = run("forget", ANN, "--data", str(folder), "--reason", "case 12", typed="y\n")
    assert code == 0 and "Forgotten" in text, text
    assert left_in(folder) == []
    code, text = run("forget", ANN, "--data", str(folder), "--yes")
    assert code != 0


def test_all_that_is_known_is_a_file_of_its_owner_alone(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "ann.json"
    code, text = run("known", ANN, "--data", str(folder), "--to", str(to))
    assert code == 0, text
    assert json.loads(to.read_text())["profile"]["traits"]["name"] == "Annabel"
    assert os.stat(to).st_mode & 0o077 == 0


def test_through_a_running_server(folder: Path) -> None:
    with server(folder):
        code, text = run("forget", ANN, "--data", str(folder), "--yes", "--json")
        assert code == 0, text
        assert json.loads(next(line for line in text.splitlines() if line.startswith("{")))["state"] == "done"
        code, _ = run("known", ANN, "--data", str(folder))
        assert code != 0
    assert left_in(folder) == []
