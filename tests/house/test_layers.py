"""The contracts of .importlinter catch what they promise: breaches are planted in a copy and have to be named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

PLANTS = {
    "chance in the core": ("decisions/planted_chance.py", "import random\n", "random"),
    "the clock in the core": ("model/planted_clock.py", "import time\n", "time"),
    "the database in the core": ("learning/planted_sql.py", "from sqlalchemy import select\n", "sqlalchemy"),
    "logging in the core": ("signals/planted_log.py", "import logging\n", "logging"),
    "I/O in the ports": ("ports.py", "import asyncio\n", "asyncio"),
    "room to room": ("signals/planted_room.py", "import loopline.decisions\n", "loopline.decisions"),
    "noun to room": ("model/planted_up.py", "import loopline.signals\n", "loopline.signals"),
    "api to the studio": ("api/planted_studio.py", "import loopline.studio\n", "loopline.studio"),
    "core to ports": ("delivery/planted_port.py", "import loopline.ports\n", "loopline.ports"),
    "a late import": ("providers/planted_late.py", "def f() -> None:\n    import loopline.api\n", "loopline.api"),
}


def lint(package: Path) -> subprocess.CompletedProcess[str]:
    """Runs the contracts over a package that stands in `package`'s parent folder."""
    published = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(published), "--no-cache", "--no-logo", "--config", str(ROOT / ".importlinter")],
        cwd=package.parent,
        env=os.environ | {"PYTHONPATH": str(package.parent), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package that a test may spoil."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "loopline", ignore=shutil.ignore_patterns("assets", "__pycache__")))


def plant(package: Path, path: str, text: str) -> str:
    """Adds the text to a module, or makes it; returns the module's dotted name."""
    with (package / path).open("a", encoding="utf-8") as file:
        file.write(text)
    return ".".join(("loopline", *path.removesuffix(".py").split("/")))


def test_the_house_keeps_its_contracts() -> None:
    result = lint(PACKAGE)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_every_planted_breach_is_named(copy: Path) -> None:
    planted = {title: (plant(copy, path, text), imported) for title, (path, text, imported) in PLANTS.items()}
    result = lint(copy)
    assert result.returncode != 0
    said = result.stdout.replace("\n", " ")
    for title, (importer, imported) in planted.items():
        assert f"{importer} -> {imported} " in said, f"{title} was not seen:\n{result.stdout}"


def test_a_module_without_a_place_is_refused(copy: Path) -> None:
    plant(copy, "planted_room.py", '"""A room that nobody planned."""\n')
    result = lint(copy)
    assert result.returncode != 0
    assert "planted_room" in result.stdout


def test_a_cycle_between_siblings_is_refused(copy: Path) -> None:
    plant(copy, "model/planted_one.py", "import loopline.model.planted_two\n")
    plant(copy, "model/planted_two.py", "import loopline.model.planted_one\n")
    result = lint(copy)
    assert result.returncode != 0
    assert "planted_one" in result.stdout
    assert "planted_two" in result.stdout


def test_there_is_no_ignore_list() -> None:
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text(encoding="utf-8")
