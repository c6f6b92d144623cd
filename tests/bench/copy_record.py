"""How fast a record is copied to PostgreSQL and back: `python -m tests.bench.copy_record --people 200000`.

It makes the people through a server's API, kills the first copy in its midst, lets a second one go on, copies back into
a folder, and prints one JSON object: rows, seconds and rows a second of each, bytes on disk, and the peak of memory.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from loopline.bench.server import Server, running_server
from loopline.bench.workload import identify_bodies, stream, track_bodies
from loopline.model.errors import Unavailable
from tests.storage.postgres import running_postgres

BODY = 500
LEVEL_SECONDS = 3_600.0


def copy(folder: Path, env: dict[str, str], to: str, kill_after: float = 0.0) -> dict[str, Any]:
    """One call of the command; killed after so many seconds, if it is to be."""
    command = [sys.executable, "-m", "loopline", "copy", "--data", str(folder), "--to", to, "--json"]
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env={**os.environ, **env}, stdout=said)
        if kill_after:
            try:
                process.wait(kill_after)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return {"killed_after_seconds": kill_after}
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0, "the copy failed"
        seconds = time.monotonic() - begun
        said.seek(0)
        rows = sum(one["rows"] for one in msgspec.json.decode(said.read()))
    return {
        "rows": rows,
        "seconds": round(seconds, 1),
        "rows_a_second": round(rows / seconds),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(used.ru_maxrss / 1_024),
    }


def reshard(folder: Path, shards: int, to: Path) -> dict[str, Any]:
    """One call of that command; the copies of all rows are counted as it does."""
    words = ["reshard", "--data", str(folder), "--shards", str(shards), "--to", str(to), "--json"]
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "loopline", *words], capture_output=True, text=True, check=True)
    rows, seconds = sum(one["rows"] for one in msgspec.json.decode(done.stdout)), time.monotonic() - begun
    return {"rows": rows, "seconds": round(seconds, 1), "rows_a_second": round(rows / seconds)}


def made(folder: Path, people: int, events: int, shards: int = 1) -> float:
    """A folder in which so many people have done so many things; the seconds that it took."""
    begun = time.monotonic()
    settings = {"LOOPLINE_LOG_LEVEL": "warning", "LOOPLINE_SHARDS": str(shards)}
    with running_server(folder, settings) as server:
        server.load(identify_bodies(people, BODY), seconds_max=LEVEL_SECONDS)
        _level(server)
        if events:
            server.load(track_bodies(list(stream(events, people, "mix")), BODY), seconds_max=LEVEL_SECONDS)
            _level(server)
        server.stop()
    return time.monotonic() - begun


def _level(server: Server) -> None:
    """Under this load what a shard tells another one may wait for longer than health likes."""
    while True:
        try:
            server.level(LEVEL_SECONDS)
        except Unavailable as fault:
            if fault.code != "bench_server_fault":
                raise
            time.sleep(1.0)
        else:
            return


def main() -> None:
    """The whole measurement, in a folder that is gone afterwards."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=20_000)
    asked.add_argument("--events", type=int, default=0)
    asked.add_argument("--kill-after", type=float, default=5.0)
    asked.add_argument("--shards", type=int, default=1)
    asked.add_argument("--grow-to", type=int, default=0, help="spread it over so many shards first")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place, running_postgres() as postgres:
        folder, back = Path(place) / "data", Path(place) / "back"
        seconds = made(folder, given.people, given.events, given.shards)
        grown = reshard(folder, given.grow_to, Path(place) / "grown") if given.grow_to else None
        folder = Path(place) / "grown" if grown else folder
        size = sum(path.stat().st_size for path in folder.glob("*.db*"))
        url = postgres.make("copied", "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        env = {"LOOPLINE_STORE": url}
        found = {
            "people": given.people,
            "shards": given.grow_to or given.shards,
            "made_in_seconds": round(seconds),
            "grown": grown,
            "files_mb": size >> 20,
            "load_before": os.getloadavg()[0],
            "killed": copy(folder, env, url, given.kill_after),
            "there": copy(folder, env, url),
            "back": copy(folder, env, str(back)),
            "load_after": os.getloadavg()[0],
        }
    print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
