"""Workers, edges and the studio of one record as processes of their own: killed, frozen and restarted under load."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, make_write_key
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.model.errors import Unavailable
from loopline.storage.sql.drivers.owner_lock import QUIET_SECONDS
from loopline.storage.sql.places import Places
from tests.simulation.lives import AT_ONCE, IN_THE_AIR_MAX, PEOPLE, Client, number_of, posted_all, until
from tests.simulation.machines import Machines, machines, up
from tests.simulation.outbox_rows import all_shards, rows
from tests.simulation.reckoning import check_nothing_lost_or_doubled

SHARDS = 4
EVENTS = 3_000


class World:
    """A studio, two edges and two workers under load."""

    def __init__(self, folder: Path, url: str, all_of: Machines, sinks: RunningSinks, turns: int) -> None:
        self.folder, self.url, self.all_of, self.sinks = folder, url, all_of, sinks
        found = list(stream(turns * EVENTS, PEOPLE, "hot"))
        self.wanted, self.bodies = must_send(found, PEOPLE), track_bodies(found, AT_ONCE)
        self.studio = up(all_of.begin("studio"))
        (folder / "secrets").symlink_to(self.studio.folder / "secrets")
        self.workers = [all_of.begin("work"), all_of.begin("work")]
        self.edges = [up(all_of.begin("edge")), up(all_of.begin("edge"))]
        self.studio.push(write_documents(folder, mail_journey()))
        self.edges[0].load(identify_bodies(PEOPLE, 500))
        self.studio.level()
        until(lambda: sorted(map(self.held, self.workers)) == [SHARDS // 2] * 2, "each has its part")
        self._clients: list[Client] = []

    def held(self, worker: Server) -> int:
        """How many shards a worker runs; none while it starts."""
        with suppress(Unavailable):
            return int(worker.counted("loopline_worker_shards"))
        return 0

    def load(self) -> None:
        """Both edges are posted to for another turn."""
        self.wait_for_answers()
        share, self.bodies = self.bodies[: EVENTS // AT_ONCE], self.bodies[EVENTS // AT_ONCE :]
        self._clients = [Client(edge, share[n::2]) for n, edge in enumerate(self.edges)]
        for one in self._clients:
            one.start()

    def wait_for_answers(self) -> None:
        """All that was posted is answered; what was refused meanwhile is posted again, as client libraries do."""
        for one, edge in zip(self._clients, self.edges, strict=False):
            one.join(60)
            until(partial(posted_all, edge, one.left), "all answered")

    def until_sent(self, mails: int) -> None:
        """So many mails more have arrived."""
        goal = self.sinks.count() + mails
        until(lambda: self.sinks.count() >= goal, "messages on their way", self.sinks.count)

    def woken(self, frozen: Server) -> int:
        """It goes on, and ends: how many of the messages whose fate it hid have arrived meanwhile."""
        with all_shards(Places(self.folder, self.url), SHARDS) as state:
            until(lambda: not rows(state, "sending"), "what it had announced is known as unknown", self.sinks.count)
            hidden = {number_of(row) for row in rows(state, "unknown", "held")}
        before = {one.number for one in self.sinks.arrivals()}
        os.kill(frozen.process.pid, signal.SIGCONT)
        until(lambda: frozen.process.poll() is not None, "the one that was frozen has ended")
        assert frozen.process.returncode == 3
        return len(hidden & ({one.number for one in self.sinks.arrivals()} - before))

    def reckon(self) -> None:
        """Nothing is lost, nothing doubled; what is unknown is counted."""
        self.wait_for_answers()
        beside = partial(all_shards, Places(self.folder, self.url), SHARDS)
        check_nothing_lost_or_doubled(self.studio, beside, self.sinks, self.wanted, None)


@contextmanager
def world(folder: Path, url: str, turns: int = 1) -> Iterator[World]:
    settings = {"LOOPLINE_STORE": url, "LOOPLINE_SHARDS": str(SHARDS)}
    key = make_write_key(folder / "key", url)
    with running_sinks() as sinks, machines(folder, {**settings, "LOOPLINE_SMTP_URL": sinks.smtp_url}, key) as all_of:
        yield World(folder, url, all_of, sinks, turns)


def kill(worker: Server) -> None:
    worker.kill()


def freeze(worker: Server) -> None:
    os.kill(worker.process.pid, signal.SIGSTOP)


@pytest.mark.alone
@pytest.mark.parametrize("falls", [kill, freeze])
def test_another_worker_goes_on_and_a_frozen_one_that_wakes_sends_nothing(
    falls: Callable[[Server], None], tmp_path: Path, postgres_url: str, request: pytest.FixtureRequest
) -> None:
    """With `--times 10` one of the two falls ten times."""
    took: list[float] = []
    late: list[int] = []
    times = max(1, round(request.config.getoption("--times")))
    with world(tmp_path, postgres_url, 2 * times) as all_parts:
        for _ in range(times):
            all_parts.load()
            all_parts.until_sent(30)
            victim, other = all_parts.workers
            falls(victim)
            begun = time.monotonic()
            until(lambda: all_parts.held(other) == SHARDS, "it has all of them", all_parts.sinks.count)  # noqa: B023
            took.append(round(time.monotonic() - begun, 2))
            all_parts.load()
            all_parts.until_sent(30)
            if falls is freeze:
                late.append(all_parts.woken(victim))
            all_parts.workers = [other, all_parts.all_of.begin("work")]
            until(lambda: all_parts.held(all_parts.workers[1]) == SHARDS // 2, "the part of the new one")
        all_parts.reckon()
    assert sum(late) <= len(late) * SHARDS // 2 * IN_THE_AIR_MAX, "what stood in its sockets leaves, and nothing more"
    print(f"after {falls.__name__}: both taken after {sorted(took)} s (silence: {QUIET_SECONDS} s); late: {late}")


@pytest.mark.alone
def test_a_rolling_restart_of_all_workers_and_edges_loses_nothing(tmp_path: Path, postgres_url: str) -> None:
    with world(tmp_path, postgres_url, 2) as all_parts:
        for place, worker in enumerate(all_parts.workers):
            all_parts.load()
            all_parts.until_sent(20)
            fresh = up(all_parts.all_of.begin("work"))
            worker.process.send_signal(signal.SIGTERM)
            assert worker.process.wait(60) == 0
            all_parts.workers[place] = fresh
            until(lambda: sum(map(all_parts.held, all_parts.workers)) == SHARDS, "all are taken", all_parts.sinks.count)
        all_parts.reckon()
