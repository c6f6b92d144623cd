"""The system under test: `loopline serve` in a process and folder of its own, and what it used of the machine."""

import os
import signal
import socket
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, Popen, run
from typing import Final

import msgspec
from msgspec import Struct

from loopline.bench.post import Connection, Posted, post_all
from loopline.model.errors import Unavailable
from loopline.runtime.clock import SystemClock
from loopline.storage.sql.places import Places
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.keyring import Keyring

START_SECONDS: Final = 600.0
PUSH_SECONDS: Final = 600.0
LEVEL_SECONDS: Final = 300.0
LOOK_SECONDS: Final = 0.02
TICKS: Final = os.sysconf("SC_CLK_TCK")


class Health(Struct, frozen=True):
    """What we read of /api/health."""

    status: str
    lag_signals: int
    position: int = 0
    facts_lag_chunks: int = 0
    fault: str = ""


class Server:
    """A server that runs; `with running_server(...)` makes one. `began` is when its process did, monotonic."""

    def __init__(self, folder: Path, url: str, key: str, process: "Popen[bytes]") -> None:
        self.folder, self.url, self.process, self.key = folder, url, process, key
        self.began = time.monotonic()
        self.headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}
        self._eyes = Connection(url)

    def health(self) -> Health:
        """What /api/health says. Raises Unavailable when nobody answers."""
        return msgspec.json.decode(self._eyes.get("/api/health"), type=Health)

    def counted(self, metric: str) -> float:
        """What /metrics says of one line, named as it stands there; 0 as long as there is no such line."""
        lines = self._eyes.get("/metrics").decode().splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{metric} ")), 0.0)

    def load(self, bodies: Sequence[bytes], *, seconds_max: float = LEVEL_SECONDS) -> Posted:
        """Post every body to the tracking protocol's batch address, over two connections."""
        return post_all(self.url, "/v1/batch", self.headers, bodies, seconds_max=seconds_max)

    def push(self, files: Sequence[Path]) -> float:
        """Publish documents with one command; gives the seconds that it took."""
        began = time.monotonic()
        paths = [str(path) for path in files]
        flags = ["--data", str(self.folder), "--publish", "--reason", "benchmark"]
        _command(["push", *paths, *flags], PUSH_SECONDS)
        return time.monotonic() - began

    def level(self, seconds_max: float = LEVEL_SECONDS, pause: float = LOOK_SECONDS) -> float:
        """Wait until all that was accepted is decided; gives the moment on the monotonic clock. Seconds, all."""
        end = time.monotonic() + seconds_max
        while time.monotonic() < end:
            health = self.health()
            if health.fault:
                raise Unavailable("bench_server_fault", f"The server's loop fails: {health.fault}")
            if not health.lag_signals:
                return time.monotonic()
            time.sleep(pause)
        raise Unavailable("bench_time_up", f"The server has not decided everything after {seconds_max:g} s.")

    def ready(self, seconds_max: float = LEVEL_SECONDS) -> None:
        """Wait until it decides and sends, with all of its shards. Raises Unavailable `bench_time_up`."""
        end = time.monotonic() + seconds_max
        while time.monotonic() < end:
            with suppress(Unavailable):
                self._eyes.get("/ready")
                return
            time.sleep(LOOK_SECONDS)
        raise Unavailable("bench_time_up", f"The server is not ready after {seconds_max:g} s.")

    def cpu_seconds(self) -> float:
        """Processor time of all of the server's processes so far."""
        return sum(_ticks(pid) for pid in family(self.process.pid)) / TICKS

    def peak_mb(self) -> float:
        """The highest resident memory of each of the server's processes, summed, in MB."""
        return self._mb("VmHWM:")

    def resident_mb(self) -> float:
        """The resident memory of each of the server's processes now, summed, in MB."""
        return self._mb("VmRSS:")

    def anonymous_mb(self) -> float:
        """The part of `resident_mb` that is no page of a file: nothing of it is counted twice."""
        return self._mb("RssAnon:")

    def _mb(self, line: str) -> float:
        return sum(_status_kb(pid, line) for pid in family(self.process.pid)) / 1_024

    def hang_up(self) -> None:
        """Close our own connection."""
        self._eyes.close()

    def stop(self) -> None:
        """End it as an operator does: everything is written to its files when this returns."""
        self.process.terminate()
        self.process.wait(START_SECONDS)

    def kill(self) -> None:
        """`kill -9`, of everything that it started too."""
        for pid in family(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(START_SECONDS)


def make_write_key(folder: Path, store: str = "") -> str:
    """A write key for a folder, or for the PostgreSQL database that keeps its record."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(StudioStore(Places(folder, store).studio())) as studio_store:
        return Keyring(studio_store, SystemClock().now).create("server")


@contextmanager
def running_server(folder: Path, settings: dict[str, str], key: str = "", cores: int = 0) -> Iterator[Server]:
    """`loopline serve` on this folder, killed at the end of the block. It sees no setting but these.

    With `cores` all of its processes have to share the first so many of the machine's.

    Raises Unavailable `bench_server_down` when it does not come up; its log is in the folder.
    """
    key = key or make_write_key(folder, settings.get("LOOPLINE_STORE", ""))
    port = free_port()
    command = [sys.executable, "-m", "loopline", "serve", "--data", str(folder), "--port", str(port)]
    with (folder / "serve.log").open("ab") as heard, _on_cores(cores):
        process = Popen(command, env=settings, stdin=DEVNULL, stdout=heard, stderr=heard)
    server = Server(folder, f"http://127.0.0.1:{port}", key, process)
    try:
        _await_up(server)
        yield server
    finally:
        server.hang_up()
        if process.poll() is None:
            server.kill()


@contextmanager
def _on_cores(count: int) -> Iterator[None]:
    """What this thread starts inside has only so many cores; 0 leaves it all that we have."""
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(ours)[:count] if count else ours)
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


def _await_up(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        try:
            server.health()
        except Unavailable:
            time.sleep(0.05)
        else:
            return
    log = (server.folder / "serve.log").read_text()[-1_000:]
    raise Unavailable("bench_server_down", f"The server did not come up. Its log ends: {log}")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def family(root: int) -> list[int]:
    """A process and its descendants that live."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        if stat := _read(path):
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _ticks(pid: int) -> int:
    """With those of its children that have ended: a process that ends takes no time away from the sum."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))


def _status_kb(pid: int, name: str) -> int:
    lines = _read(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has ended meanwhile
        return ""


def _command(arguments: Sequence[str], seconds: float) -> None:
    done = run([sys.executable, "-m", "loopline", *arguments], capture_output=True, timeout=seconds, check=False)
    if done.returncode:
        raise Unavailable("bench_command_failed", f"loopline {arguments[0]} failed: {done.stderr.decode()[-1_000:]}")
