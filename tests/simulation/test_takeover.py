"""Two servers with one PostgreSQL: one stands by, and takes over when the other is stopped or killed under load."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Literal

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, free_port, make_write_key
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from tests.simulation.lives import (
    AT_ONCE,
    OURS,
    PEOPLE,
    asked,
    is_ready,
    post,
    posted_all,
    stands_by,
    until,
)
from tests.simulation.outbox_rows import beside
from tests.simulation.reckoning import check_nothing_lost_or_doubled
from tests.storage.postgres import running_postgres

REQUESTS = 12
SECONDS_MAX = 30.0
How = Literal["kill", "stop"]
HOWS: tuple[How, ...] = ("kill", "stop")


class Pair:
    """The one that serves and the one that stands by, in one folder or in two."""

    def __init__(self, folders: list[Path], settings: dict[str, str], key: str) -> None:
        self._folders, self._settings, self._key = folders, settings, key
        self.all: list[Server] = []

    def begin(self) -> Server:
        """One more process; it may have to stand by."""
        folder = self._folders[len(self.all) % len(self._folders)]
        folder.mkdir(exist_ok=True)
        port = free_port()
        command = [sys.executable, "-m", "loopline", "serve", "--data", str(folder), "--port", str(port)]
        with (folder / "serve.log").open("ab") as heard:
            process = Popen(command, env=self._settings, stdin=DEVNULL, stdout=heard, stderr=heard)
        self.all.append(Server(folder, f"http://127.0.0.1:{port}", self._key, process))
        return self.all[-1]


@contextmanager
def pair(folders: list[Path], settings: dict[str, str], key: str) -> Iterator[Pair]:
    made = Pair(folders, settings, key)
    try:
        yield made
    finally:
        for server in made.all:
            server.hang_up()
            if server.process.poll() is None:
                server.kill()


def ended(server: Server, how: How) -> None:
    """At the moment at which the other one may take over."""
    if how == "kill":
        server.kill()
    else:
        server.process.terminate()


@pytest.mark.alone
@pytest.mark.parametrize("folders", [1, 2], ids=["one folder", "a folder each"])
def test_a_standby_takes_over_and_nothing_is_lost_or_doubled(
    tmp_path: Path, folders: int, request: pytest.FixtureRequest
) -> None:
    """With `--times 10` there are 20 takeovers: after a kill and after SIGTERM, in turn."""
    count = len(HOWS) * max(1, round(request.config.getoption("--times")))
    events = list(stream(count * REQUESTS * AT_ONCE, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    took: dict[How, list[float]] = {"kill": [], "stop": []}
    with running_sinks() as sinks, running_postgres() as postgres:
        url = postgres.make("lives")
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_STORE": url, **OURS}
        key = make_write_key(tmp_path / "0", url)
        left: list[bytes] = []
        with pair([tmp_path / str(n) for n in range(folders)], settings, key) as servers:
            serving = servers.begin()
            until(partial(is_ready, serving), "ready")
            serving.push(write_documents(tmp_path, mail_journey()))
            until(partial(posted_all, serving, identify_bodies(PEOPLE, 500)), "people known")
            for turn in range(count):
                waiting = servers.begin()
                until(partial(stands_by, waiting), "stands by")
                assert asked(waiting, "/live")[0] == 200
                assert "loopline_standing_by 1.0" in asked(waiting, "/metrics")[1]
                assert asked(waiting, "/api/health")[0] == 503
                left += bodies[turn * REQUESTS : (turn + 1) * REQUESTS]
                client = post(serving, left)
                goal = 2 + turn % (REQUESTS - 2)
                until(lambda: client.answered >= goal or not client.is_alive(), "answered")  # noqa: B023
                how = HOWS[turn % len(HOWS)]
                ended(serving, how)
                begun = time.monotonic()
                until(partial(is_ready, waiting), "taken over", sinks.count)
                took[how].append(time.monotonic() - begun)
                serving.process.wait(SECONDS_MAX)
                client.join(SECONDS_MAX)
                left = client.left
                serving = waiting
            until(partial(posted_all, serving, left + bodies[-3:]), "all answered")
            check_nothing_lost_or_doubled(serving, partial(beside, url), sinks, wanted, count if folders == 1 else None)
            if folders == 1:
                assert serving.health().status == "ok", "the facts are those of all lives"
    for how, seconds in took.items():
        print(f"after {how}: {len(seconds)} takeovers, {min(seconds):.2f} to {max(seconds):.2f} s: {sorted(seconds)}")
