"""Random deaths in a crew under load: of workers, of intake, of sessions, of the parent; zombies; rolling restarts."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, family, make_write_key, running_server
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.model.errors import Unavailable
from loopline.storage.sql.places import Places
from tests.simulation.lives import AT_ONCE, OURS, PEOPLE, is_ready, post, posted_all, running, shards_of, until
from tests.simulation.outbox_rows import all_shards
from tests.simulation.reckoning import check_nothing_lost_or_doubled
from tests.storage.postgres import PostgresServer, running_postgres

SHARDS: Final = 3
KILLS: Final = 3
REQUESTS: Final = 10
JOIN_SECONDS: Final = 60.0
WHOLE_SECONDS: Final = 150.0
"""Four interpreters start, on a machine that others may need, too."""
WORKER, INTAKE = "loopline.cli.processes.shard", "loopline.cli.intake"


class Crew:
    """A server with several shards, its record, and the load on it."""

    def __init__(self, folder: Path, url: str, sinks: RunningSinks, kills: int) -> None:
        self.folder, self.url, self.sinks = folder, url, sinks
        store = {"LOOPLINE_STORE": url} if url else {}
        self.settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": str(SHARDS), **store, **OURS}
        self.key = make_write_key(folder, url)
        events = list(stream(kills * REQUESTS * AT_ONCE, PEOPLE, "hot"))
        self.wanted, self.bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
        self.left: list[bytes] = []

    def begin(self, server: Server) -> None:
        server.push(write_documents(self.folder.parent, mail_journey()))
        until(partial(posted_all, server, identify_bodies(PEOPLE, 500)), "people known")
        until(partial(is_ready, server), "ready", self.sinks.count)

    def share(self, number: int) -> list[bytes]:
        """What is posted around a death, and what nobody has answered before."""
        return self.left + self.bodies[number * REQUESTS : (number + 1) * REQUESTS]

    def check(self, server: Server, deaths: int | None) -> None:
        until(partial(posted_all, server, self.left + self.bodies[-3:]), "all answered")  # some once more
        beside = partial(all_shards, Places(self.folder, self.url), SHARDS)
        check_nothing_lost_or_doubled(server, beside, self.sinks, self.wanted, deaths)


def is_whole(server: Server) -> bool:
    """Whether all shards run and send. False while nobody answers."""
    try:
        return is_ready(server) and all(one["state"] == "running" and one["ready"] for one in shards_of(server))
    except Unavailable:
        return False


def wait_until_whole(server: Server) -> None:
    ends = time.monotonic() + WHOLE_SECONDS
    while not is_whole(server):
        assert time.monotonic() < ends, (server.folder / "serve.log").read_text()[-2_000:]
        time.sleep(0.05)


def one_of(server: Server, module: str, chance: Random) -> int:
    found: list[int] = []

    def look() -> bool:
        found[:] = running(server, module)
        return bool(found)

    until(look, f"{module} runs")
    return chance.choice(found)


def kill(what: str, server: Server, postgres: PostgresServer | None, chance: Random) -> None:
    if what == "sessions":
        assert postgres is not None and postgres.kill_backends("lives")
    elif what == "session":
        assert postgres is not None
        postgres.ask(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = 'lives' "
            "AND pid <> pg_backend_pid() ORDER BY random() LIMIT 3"
        )
    elif what == "parent":
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(JOIN_SECONDS)
    elif what == "all":
        server.kill()
    else:
        os.kill(one_of(server, {"worker": WORKER, "intake": INTAKE}[what], chance), signal.SIGKILL)


@contextmanager
def place(where: str, folder: Path) -> Iterator[tuple[str, PostgresServer | None]]:
    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres()) if where == "postgresql" else None
        folder.mkdir()
        yield postgres.make("lives") if postgres else "", postgres


@pytest.mark.alone
@pytest.mark.parametrize("where", ["files", "postgresql"])
def test_random_deaths_in_a_crew_lose_nothing_and_double_nothing(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 34` there are a hundred in each place."""
    deaths, chance = KILLS * max(1, round(request.config.getoption("--times"))), Random(13)
    kinds = ["worker", "worker", "intake", "parent", "all", *(["sessions", "session"] if where == "postgresql" else [])]
    chance.shuffle(kinds)
    whats = [kinds[number % len(kinds)] for number in range(deaths)]
    died, back = 0, dict[str, list[float]]()
    with running_sinks() as sinks, place(where, tmp_path / "data") as (url, postgres):
        crew = Crew(tmp_path / "data", url, sinks, deaths)
        while died < deaths:
            with running_server(crew.folder, crew.settings, crew.key) as server:
                if not died:
                    crew.begin(server)
                wait_until_whole(server)
                while died < deaths:
                    what, goal = whats[died], 1 + chance.randrange(REQUESTS - 2)
                    client = post(server, crew.share(died))
                    until(lambda: client.answered >= goal or not client.is_alive(), f"{goal} answered")  # noqa: B023
                    kill(what, server, postgres, chance)
                    at = time.monotonic()
                    died += 1
                    client.join(JOIN_SECONDS)
                    crew.left = client.left
                    if what in ("parent", "all"):
                        break
                    until(partial(posted_all, server, crew.left), "all answered")
                    wait_until_whole(server)
                    back.setdefault(what, []).append(time.monotonic() - at)
        with running_server(crew.folder, crew.settings, crew.key) as server:
            crew.check(server, deaths * SHARDS)
    for what, seconds in sorted(back.items()):
        print(
            f"{where}, {what}: {len(seconds)} times, whole again after {sorted(seconds)[len(seconds) // 2]:.1f} s "
            f"in the median, {max(seconds):.1f} s at most"
        )


@pytest.mark.alone
def test_a_worker_that_stands_still_is_replaced_and_sends_nothing_more(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """SIGSTOP under load: the parent kills what has been silent for twenty seconds, and starts another one."""
    times = max(1, round(request.config.getoption("--times")))
    with running_sinks() as sinks, place("files", tmp_path / "data") as (url, _):
        crew = Crew(tmp_path / "data", url, sinks, times)
        with running_server(crew.folder, crew.settings, crew.key) as server:
            crew.begin(server)
            for number in range(times):
                client = post(server, crew.share(number))
                until(lambda: client.answered >= 3, "under load")  # noqa: B023  (asked at once)
                zombie = running(server, WORKER)[number % (SHARDS - 1)]
                os.kill(zombie, signal.SIGSTOP)
                client.join(JOIN_SECONDS)
                crew.left = client.left
                until(lambda: not Path(f"/proc/{zombie}").exists(), "it was killed", lambda: int(time.monotonic()) // 9)  # noqa: B023
                wait_until_whole(server)
            crew.check(server, times * SHARDS)


@pytest.mark.alone
def test_a_crew_that_stands_still_while_another_takes_its_record_over_sends_nothing_more(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Its sessions are cut meanwhile, as by a network; then it goes on, and learns that it was replaced. What it had in
    hand is of unknown fate, and may come twice after `messages resolve`: it is counted."""
    times = max(1, round(request.config.getoption("--times")))
    with running_sinks() as sinks, place("postgresql", tmp_path / "data") as (url, postgres):
        assert postgres is not None
        crew = Crew(tmp_path / "data", url, sinks, times)
        with ExitStack() as first:
            server = first.enter_context(running_server(crew.folder, crew.settings, crew.key))
            crew.begin(server)
            for number in range(times):
                client = post(server, crew.share(number))
                until(lambda: client.answered >= 4, "under load")  # noqa: B023  (asked at once)
                zombies = family(server.process.pid)
                for pid in zombies:
                    os.kill(pid, signal.SIGSTOP)
                postgres.kill_backends("lives")
                folder = tmp_path / f"next-{number}"
                folder.mkdir()
                with ExitStack() as second:
                    taker = second.enter_context(running_server(folder, crew.settings, crew.key))
                    wait_until_whole(taker)
                    for pid in zombies:
                        os.kill(pid, signal.SIGCONT)
                    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in zombies[1:]), "all ended")  # noqa: B023
                    client.join(JOIN_SECONDS)
                    crew.left, crew.folder = client.left, folder
                    until(partial(posted_all, taker, crew.left), "all answered")
                    first.close()
                    server = taker
                    first.push(second.pop_all().__exit__)
            crew.check(server, None)


@pytest.mark.alone
def test_a_rolling_restart_under_load_loses_nothing_doubles_nothing_and_leaves_nothing_unknown(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each server waits behind the one before, on the same PostgreSQL, and takes over when that is told to end."""
    rounds, gaps = 2 * max(1, round(request.config.getoption("--times"))), list[float]()
    with running_sinks() as sinks, place("postgresql", tmp_path / "data") as (url, _):
        crew = Crew(tmp_path / "data", url, sinks, rounds + 1)
        with ExitStack() as stack:
            server = stack.enter_context(running_server(crew.folder, crew.settings, crew.key))
            crew.begin(server)
            for number in range(rounds):
                client = post(server, crew.share(number))
                until(lambda: client.answered >= 4, "under load")  # noqa: B023  (asked at once)
                begun = time.monotonic()
                server.process.send_signal(signal.SIGTERM)
                crew.folder = tmp_path / f"next-{number}"
                crew.folder.mkdir()
                taker = stack.enter_context(running_server(crew.folder, crew.settings, crew.key))
                wait_until_whole(taker)
                gaps.append(time.monotonic() - begun)
                client.join(JOIN_SECONDS)
                crew.left, server = client.left, taker
            until(partial(posted_all, server, crew.share(rounds)), "all answered")
            crew.left = []
            crew.check(server, 0)
    print(f"{rounds} restarts: from SIGTERM to the next one whole {max(gaps):.1f} s at most")
