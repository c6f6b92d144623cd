"""A short soak with a fixed seed: a few faults, health that tells of each, and everything level at the end."""

import subprocess
import sys
from pathlib import Path

import msgspec

from tests.simulation.moved_clock import set_offset
from tests.simulation.soak_faults import SHORT

SOAK_SECONDS = 600.0


def test_a_short_soak_ends_level_and_health_told_of_every_fault(tmp_path: Path) -> None:
    """What it brings about cannot be had inside this process: mounts of its own, for a disk that is full."""
    command = [sys.executable, "-m", "tests.simulation.soak", "--short", "--seed", "7", "--folder", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SOAK_SECONDS, check=False)
    assert ended.stdout, ended.stderr
    found = msgspec.json.decode(ended.stdout)
    assert found["wrong"] == [], ended.stderr
    assert {kind: count for kind, count in found["faults"].items() if count} == {kind: 1 for kind, _ in SHORT}
    assert found["end"]["accepted"] == found["end"]["arrived"] == found["end"]["entered"] > 0
    assert ended.returncode == 0


def test_a_clock_that_is_moved_is_what_a_process_reads(tmp_path: Path) -> None:
    program = "import sys, time; from tests.simulation.moved_clock import move; from pathlib import Path; "
    program += "true = time.time(); move(Path(sys.argv[1])); "
    program += "print(round(time.time() - true), time.time_ns() // 10**9 - int(true))"
    set_offset(tmp_path / "clock", 7_200)
    command = [sys.executable, "-c", program, str(tmp_path / "clock")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=SOAK_SECONDS, check=True).stdout.split()
    assert [abs(int(word) - 7_200) <= 1 for word in told] == [True, True]
