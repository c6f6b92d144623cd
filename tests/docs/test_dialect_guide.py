"""docs/howto/add-a-dialect.md is followed to the letter in a copy of the source: its dialect passes the suite."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.codes import PACKAGE, ROOT

GUIDE = ROOT / "docs" / "howto" / "add-a-dialect.md"
FENCE = re.compile(r"^```python ([^\n]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
REGISTER = "src/loopline/signals/dialects/__init__.py"
SECONDS = 180


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The source and what the suite needs of the tests; the built assets are linked."""
    leave = shutil.ignore_patterns("assets", "__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "src" / "loopline", ignore=leave)
    (tmp_path / "src" / "loopline" / "assets").symlink_to(PACKAGE / "assets", target_is_directory=True)
    for folder in ("tests", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_guide_leads_to_a_dialect_that_passes(copy: Path) -> None:
    steps = dict(FENCE.findall(GUIDE.read_text(encoding="utf-8")))
    line = steps.pop("the line")
    assert line.count("\n") == 1, "it is one line"
    assert sorted(steps) == sorted(
        f"{folder}beacon.py"
        for folder in (
            "src/loopline/api/dialects/",
            "src/loopline/signals/dialects/",
            "tests/api/dialects/test_",
            "tests/signals/dialects/test_",
        )
    )
    for path, text in steps.items():
        (copy / path).write_text(text, encoding="utf-8")
    before, after = (copy / REGISTER).read_text(encoding="utf-8").split("NAMES: Final = (\n", 1)
    (copy / REGISTER).write_text(f"{before}NAMES: Final = (\n{line}{after}", encoding="utf-8")

    suites = ["tests/contracts/test_dialects.py", "tests/api/dialects", "tests/signals/dialects/test_beacon.py"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "beacon and not died", *suites],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "skipped" not in result.stdout and int(re.findall(r"(\d+) passed", result.stdout)[0]) > 15
