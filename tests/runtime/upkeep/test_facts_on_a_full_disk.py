"""Facts whose disk is full amid a checkpoint, and has room again: all of them are there, with no restart."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
from loopline.model.errors import Unavailable
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.storage.duckdb.facts import DuckFacts

folder, fails_meanwhile = Path(sys.argv[1]), int(sys.argv[2])
path = folder / "facts.duckdb"

class Source:
    def birth(self): return "born"
    def last_chunk(self): return 99
    def chunk_sizes(self, after, limit): return [(after + 1, 0)]

def lines(count):
    return b"".join(b'{"kind":"event","person":"p%d","at":%d,"name":"x"}\\n' % (n, n) for n in range(count))

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

facts = GuardedFacts(lambda: DuckFacts(path), lambda: True, Source(), lambda error: None)
facts.append(1, lines(40_000))
for number in range(2, 7):
    facts.append(number, lines(2_000))
room(path.stat().st_size)
for attempt in range(1 + fails_meanwhile):
    try:
        facts.copy_to(folder / f"copy{attempt}")
        print("copied")
    except Unavailable as error:
        print(error.code)
room(resource.RLIM_INFINITY)
facts.append(7, lines(1))
print(facts.fitness, facts.exported(), facts.query("SELECT count(*) FROM facts")[0][0])
facts.close()
try:
    facts.query("SELECT 1")
except Unavailable as error:
    print(error.code)
"""


@pytest.mark.parametrize("fails_meanwhile", [0, 1, 5])
def test_facts_go_on_by_themselves_once_there_is_room_again(tmp_path: Path, fails_meanwhile: int) -> None:
    """In a process of its own, for which the kernel bounds every file."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(fails_meanwhile)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=dict(os.environ))
    assert ended.returncode == 0, ended.stderr
    *codes, healed, closed = ended.stdout.splitlines()
    assert set(codes) == {"facts_interrupted"} and len(codes) == 1 + fails_meanwhile
    assert healed == "fit 7 50001"
    assert closed == "facts_unfit", "a file that was given back stays closed"
