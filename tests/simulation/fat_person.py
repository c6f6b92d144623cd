"""A stranger with a write key makes one person as fat as they can; the server is killed, and starts in little room.

    python -m tests.simulation.fat_person [signals] [requests] [people]

900 signals in 60 requests, each with a trait of 31 KB, once took more than 6 GB of memory and 1.7 GB of disk, and no
restart could pass them.
"""

import signal
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Final

from msgspec import Struct

from loopline.bench.server import family
from tests.cli.served import Server, loopline

TRAIT_BYTES: Final = 31_000
ADDRESS_SPACE_KB: Final = 2 << 20
PATIENCE_SECONDS: Final = 60.0
MEGABYTE: Final = 1 << 20


class Run(Struct, frozen=True):
    """What it cost: the most memory that the server's processes held, in bytes, what is on disk, and how it stood."""

    peak: int
    disk: int
    seconds: float
    traits: int
    quality: int
    position: int


def run(folder: Path, signals: int, requests: int, people: int = 1) -> Run:
    """Post the flood, to so many people in turn; kill the server in the middle of deciding it; start it again with a
    bound on its memory."""
    begun = time.monotonic()
    key = loopline("key", "create", "--data", folder, "--role", "write").stdout.strip()
    server = Server(folder)
    try:
        for batch in range(requests):
            numbers = range(batch * signals // requests, (batch + 1) * signals // requests)
            answer = server.ask("POST", "/v1/batch", {"batch": [_identify(n, people) for n in numbers]}, key=key)
            assert answer.status_code == 200, answer.text
        most = peak(server)
        server.stop(signal.SIGKILL)
        server = Server(folder, address_space=ADDRESS_SPACE_KB)
        level(server)
        most = max(most, peak(server))
        health = server.ask("GET", "/api/health").json()
        traits = server.ask("GET", "/api/people/fat").json()["traits"]
        timeline = server.ask("GET", "/api/people/fat/timeline?limit=500").json()["facts"]
        quality = sum(line["reason"] == "person_too_big" for line in timeline)
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        assert health["status"] == "ok", health
        return Run(most, disk, time.monotonic() - begun, len(traits), quality, health["position"])
    finally:
        server.stop()


def _identify(number: int, people: int) -> dict[str, object]:
    """One more trait. Among many people each value is another one, so that nothing becomes small by being packed."""
    text = Random(number).randbytes(TRAIT_BYTES // 2).hex() if people > 1 else "x" * TRAIT_BYTES
    person = f"fat{number % people or ''}"
    return {"type": "identify", "messageId": f"m{number}", "userId": person, "traits": {f"t{number}": text}}


def level(server: Server) -> None:
    """Wait until everything is decided and every fact can be read."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        health = server.ask("GET", "/api/health").json()
        if not health["lag_signals"] and not health["facts_lag_chunks"]:
            return
        assert time.monotonic() < ends, f"not level: {health}"
        time.sleep(0.1)


def peak(server: Server) -> int:
    """The most that the server and the processes under it have held at any time, added up."""
    return sum(map(_high_water, family(server.process.pid)))


def _high_water(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def main() -> None:
    """The whole flood, in a folder of its own."""
    signals, requests, people = (*map(int, sys.argv[1:]), *(900, 60, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder) / "data", signals, requests, people)
    print(f"peak {found.peak // MEGABYTE} MB, disk {found.disk // MEGABYTE} MB, {found.seconds:.0f} s, {found}")


if __name__ == "__main__":
    main()
