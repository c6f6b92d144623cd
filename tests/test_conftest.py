"""The shared fixtures keep their word: no foreign address, no outside setting, and the clocked test is alone."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLANTED = """
import json, os, time
from pathlib import Path
import pytest

def stay(name):
    begun = time.monotonic_ns()
    time.sleep(0.05)
    (Path(os.environ["STAYS"]) / f"{name}.json").write_text(json.dumps([begun, time.monotonic_ns()]))

@pytest.mark.parametrize("n", range(6))
def test_shared(n):
    stay(f"shared-{n}")

@pytest.mark.alone
@pytest.mark.parametrize("n", range(3))
def test_alone(n):
    stay(f"alone-{n}")
"""


def test_a_test_that_reaches_for_another_machine_fails() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="this machine only"):
        line.connect(("192.0.2.1", 9))


def test_the_outside_settings_are_gone() -> None:
    assert not [name for name in os.environ if name.startswith("LOOPLINE_")]


def test_a_clocked_test_is_alone_among_the_workers(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((HERE / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_planted.py").write_text(PLANTED, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    alone\n", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"STAYS": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    stays = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("*-*.json")}
    assert len(stays) == 9
    for name, (begun, ended) in stays.items():
        if name.startswith("alone"):
            beside = [other for other, (start, end) in stays.items() if other != name and start < ended and end > begun]
            assert not beside, f"{name} was measured while {beside} ran"
