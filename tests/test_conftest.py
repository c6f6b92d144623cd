"""The shared fixtures keep their word: the same examples, no skips, no foreign address, clocked tests alone."""

import json
import os
import socket
import subprocess
import sys
from collections import Counter
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


PROPERTIES = """
import os
from pathlib import Path
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

def note(name, value):
    with Path(os.environ["DRAWN"]).open("a") as drawn:
        print(name, value, file=drawn)

@settings(max_examples=7)
@given(st.integers())
def test_few(value):
    note("few", value)

@pytest.mark.parametrize("n", range(2))
@given(st.integers(0, 2**60))
def test_many(n, value):
    note("many", value)

class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        note("machine", 0)

    @rule()
    def step(self):
        pass

TestMachine = Machine.TestCase
TestMachine.settings = settings(settings.default, max_examples=4, stateful_step_count=2)
"""


def planted(folder: Path, tests: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest over these tests and our conftest alone."""
    (folder / "conftest.py").write_text((HERE / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_planted.py").write_text(tests, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    alone\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, str(folder)],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def drawn(folder: Path, *arguments: str) -> list[str]:
    """What the planted properties drew, in order."""
    kept = folder / "drawn.txt"
    kept.unlink(missing_ok=True)
    result = planted(folder, PROPERTIES, *arguments, DRAWN=str(kept))
    assert result.returncode == 0, result.stdout + result.stderr
    return kept.read_text(encoding="utf-8").splitlines()


def test_a_test_that_skips_itself_fails(tmp_path: Path) -> None:
    skips = """
import pytest

@pytest.mark.skipif(True, reason="no data here")
def test_marked():
    pass

def test_in_the_middle():
    pytest.skip("no data there")

@pytest.fixture
def data():
    pytest.skip("no data anywhere")

def test_by_its_fixture(data):
    pass
"""
    result = planted(tmp_path, skips)
    assert result.returncode == 1
    assert "1 failed, 2 errors" in result.stdout, result.stdout
    assert all(f"no data {where}" in result.stdout for where in ("here", "there", "anywhere"))


def test_rows_that_may_not_be_copied_are_told_where_they_are_away(tmp_path: Path) -> None:
    reason = "rows that may not be copied stand outside of this repository"
    skips = f'import pytest\n\n@pytest.mark.skipif(True, reason="{reason}")\ndef test_of_theirs():\n    pass\n'
    result = planted(tmp_path, skips)
    assert result.returncode == 0 and "1 skipped" in result.stdout, result.stdout


def test_every_run_draws_the_same_examples(tmp_path: Path) -> None:
    assert drawn(tmp_path) == drawn(tmp_path)


def test_a_nightly_run_draws_others_and_more_of_them_and_its_seed_repeats_it(tmp_path: Path) -> None:
    usual = drawn(tmp_path)
    night = ("--hypothesis-profile=nightly", "--times=3")
    first, again, other = (drawn(tmp_path, *night, f"--hypothesis-seed={seed}") for seed in (5, 5, 6))
    assert first == again
    assert first != other
    counts = [Counter(line.split()[0] for line in lines) for lines in (usual, first)]
    assert counts == [{"few": 7, "many": 200, "machine": 4}, {"few": 21, "many": 600, "machine": 12}]


def test_a_fast_run_draws_fewer_and_at_least_one_of_each(tmp_path: Path) -> None:
    counts = Counter(line.split()[0] for line in drawn(tmp_path, "--times=0.2"))
    assert counts == {"few": 1, "many": 40, "machine": 1}


def test_a_test_that_reaches_for_another_machine_fails() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="this machine only"):
        line.connect(("192.0.2.1", 9))


def test_the_outside_settings_are_gone() -> None:
    assert not [name for name in os.environ if name.startswith("LOOPLINE_")]


def test_a_clocked_test_is_alone_among_the_workers(tmp_path: Path) -> None:
    result = planted(tmp_path, PLANTED, "-n", "2", STAYS=str(tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr
    stays = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("*-*.json")}
    assert len(stays) == 9
    for name, (begun, ended) in stays.items():
        if name.startswith("alone"):
            beside = [other for other, (start, end) in stays.items() if other != name and start < ended and end > begun]
            assert not beside, f"{name} was measured while {beside} ran"
