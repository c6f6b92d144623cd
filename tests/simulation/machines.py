"""A record whose parts are processes of their own: workers, edges and the studio, by the commands of an operator."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import msgspec

from loopline.bench.server import Server, free_port
from tests.simulation.lives import OURS, is_ready, until

HELD = """
SELECT a.pid, a.backend_start FROM pg_stat_activity a WHERE a.application_name = 'loopline owner'
"""


class Machines:
    """Processes that share one record; each has a folder of its own, with the same secrets."""

    def __init__(self, folder: Path, settings: dict[str, str], key: str) -> None:
        self._folder, self._settings, self._key = folder, {**settings, **OURS}, key
        self.all: list[Server] = []

    def begin(self, part: str, *options: str) -> Server:
        """One more of `work`, `edge` or `studio`."""
        folder = self._folder / f"{part}-{len(self.all)}"
        folder.mkdir()
        if (secrets := self._folder / "secrets").exists():
            copytree(secrets, folder / "secrets")
        port = free_port()
        command = [sys.executable, "-m", "loopline", part, "--data", str(folder), "--port", str(port), *options]
        with (folder / "log").open("ab") as heard:
            process = subprocess.Popen(command, env=self._settings, stdout=heard, stderr=heard)
        self.all.append(Server(folder, f"http://127.0.0.1:{port}", self._key, process))
        return self.all[-1]

    def log(self, server: Server) -> str:
        """What a process has said."""
        return (server.folder / "log").read_text(encoding="utf-8")

    def taken(self, server: Server) -> list[dict[str, object]]:
        """The shards that a worker has taken, as its log says."""
        lines = [line for line in self.log(server).splitlines() if '"shard_taken"' in line]
        return [msgspec.json.decode(line[line.index("{") :]) for line in lines]


@contextmanager
def machines(folder: Path, settings: dict[str, str], key: str) -> Iterator[Machines]:
    """Nothing runs yet; whatever was begun is killed at the end."""
    made = Machines(folder, settings, key)
    try:
        yield made
    finally:
        for server in made.all:
            server.hang_up()
            if server.process.poll() is None:
                server.kill()
            print(f"--- {server.folder.name}", (server.folder / "log").read_text()[-3_000:])


def up(server: Server) -> Server:
    """Wait until it is ready."""
    until(lambda: is_ready(server) or server.process.poll() is not None, "ready")
    assert server.process.poll() is None, (server.folder / "log").read_text()[-2_000:]
    return server
