"""kill -9 of the process of a shard, and of the server that started it."""

import os
import signal
from functools import partial
from pathlib import Path

from loopline.bench.server import Server, family
from tests.simulation.lives import PATIENCE_SECONDS, is_ready, running, shards_of, until

WORKER = "loopline.cli.processes.shard"


def kill_worker(server: Server) -> None:
    """Another one is started, and goes on where this one was."""
    (worker,) = running(server, WORKER)
    os.kill(worker, signal.SIGKILL)
    until(
        lambda: shards_of(server)[1]["restarts"] == 1 and shards_of(server)[1]["pid"] != worker, "there is another one"
    )
    until(partial(is_ready, server), "it sends")
    assert [one["state"] for one in shards_of(server)] == ["running", "running"]


def kill_parent(server: Server) -> None:
    """Its processes end by themselves: whoever comes next has processes of its own."""
    others = [pid for pid in family(server.process.pid) if pid != server.process.pid]
    assert len(others) >= 2
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(PATIENCE_SECONDS)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in others), "all of them have ended")
