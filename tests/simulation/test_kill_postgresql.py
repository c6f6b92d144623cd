"""kill -9 with the record in PostgreSQL: of the server, of all its sessions, of PostgreSQL itself; nothing is lost."""

import os
import time
from functools import partial
from itertools import cycle
from pathlib import Path
from threading import Timer

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, family, make_write_key, running_server
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from tests.simulation.lives import (
    AT_ONCE,
    OURS,
    PEOPLE,
    is_ready,
    post,
    posted_all,
    until,
)
from tests.simulation.outbox_rows import beside
from tests.simulation.reckoning import check_nothing_lost_or_doubled
from tests.storage.postgres import PostgresServer, running_postgres

KILLED = ("sessions", "postgresql", "loopline")
KILLS = len(KILLED)
WAITS_SECONDS = 4.0
REQUESTS = 12
PATIENCE_SECONDS = 60.0


def kill(what: str, postgres: PostgresServer, server: Server) -> None:
    if what == "loopline":
        server.kill()
    elif what == "sessions":
        assert postgres.kill_backends("lives")
    else:
        postgres.kill()
        time.sleep(0.2)
        postgres.start()


@pytest.mark.alone
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With `--times 34` there are 102 kills, a third of them of each kind."""
    folder, kills = tmp_path / "data", KILLS * max(1, round(request.config.getoption("--times")))
    events = list(stream(kills * REQUESTS * AT_ONCE, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    killed, whats = 0, cycle(KILLED)
    with running_sinks() as sinks, running_postgres() as postgres:
        url = postgres.make("lives")
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_STORE": url, **OURS}
        key = make_write_key(folder, url)
        left: list[bytes] = []
        while killed < kills:
            with running_server(folder, settings, key) as server:
                if not killed:
                    server.push(write_documents(tmp_path, mail_journey()))
                    until(partial(posted_all, server, identify_bodies(PEOPLE, 500)), "people known")
                until(partial(is_ready, server), "ready", sinks.count)
                for what in whats:
                    left += bodies[killed * REQUESTS : (killed + 1) * REQUESTS]
                    client = post(server, left)
                    goal = 2 + killed % (REQUESTS - 2)
                    until(lambda: client.answered >= goal or not client.is_alive(), f"{goal} answered")  # noqa: B023
                    assert client.answered >= goal, f"{killed} kills: {client.left[:1]!r} was refused in good weather"
                    kill(what, postgres, server)
                    killed += 1
                    client.join(PATIENCE_SECONDS)
                    left = client.left
                    if what == "loopline":
                        break
                    until(partial(posted_all, server, left), "all answered")
        with running_server(folder, settings, key) as server:
            until(partial(posted_all, server, left + bodies[-3:]), "all answered")  # some once more
            check_nothing_lost_or_doubled(server, partial(beside, url), sinks, wanted, killed)


@pytest.mark.alone
def test_a_primary_that_is_killed_is_followed_by_its_synchronous_standby(tmp_path: Path) -> None:
    folder, events = tmp_path / "data", list(stream(60 * AT_ONCE, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    with running_sinks() as sinks, running_postgres() as primary:
        primary.make("lives")
        with primary.followed() as standby:
            url = f"{primary.url('lives')},{standby.folder}&target_session_attrs=read-write"
            with running_server(folder, {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_STORE": url, **OURS}) as server:
                server.push(write_documents(tmp_path, mail_journey()))
                until(partial(posted_all, server, identify_bodies(PEOPLE, 500)), "people known")
                until(partial(is_ready, server), "ready")
                client = post(server, bodies)
                until(lambda: client.answered >= 20 and sinks.count() >= 100, "messages on their way", sinks.count)
                primary.kill()
                standby.ask("SELECT pg_promote()")
                standby.ask("ALTER SYSTEM RESET synchronous_standby_names")
                standby.ask("SELECT pg_reload_conf()")
                client.join(PATIENCE_SECONDS)
                left = client.left
                until(partial(posted_all, server, left), "all answered")
                check_nothing_lost_or_doubled(server, partial(beside, url), sinks, wanted, 1)


@pytest.mark.alone
def test_a_second_server_waits_for_the_first_one_and_takes_over_when_it_is_killed(tmp_path: Path) -> None:
    with running_postgres() as postgres:
        settings = {"LOOPLINE_STORE": postgres.make("lives"), **OURS}
        with running_server(tmp_path / "one", settings) as first:
            until(partial(is_ready, first), "ready")
            dies = Timer(WAITS_SECONDS, first.kill)
            dies.start()
            with running_server(tmp_path / "two", settings) as second:
                assert first.process.poll() is not None, "the second one has waited"
                until(partial(is_ready, second), "ready")
            dies.join()


@pytest.mark.alone
def test_a_server_that_was_replaced_ends_by_itself(tmp_path: Path) -> None:
    """Somebody takes its lock away while it stands still, as an operator would after a network was cut."""
    with running_postgres() as postgres:
        url = postgres.make("lives")
        settings = {"LOOPLINE_STORE": url, **OURS}
        with running_server(tmp_path / "one", settings) as first:
            until(partial(is_ready, first), "ready")
            for pid in family(first.process.pid):
                os.kill(pid, 19)
            postgres.kill_backends("lives")
            with running_server(tmp_path / "two", settings) as second:
                until(partial(is_ready, second), "ready")
                for pid in family(first.process.pid):
                    os.kill(pid, 18)
                assert first.process.wait(PATIENCE_SECONDS) == 3
                until(partial(is_ready, second), "still ready")
        assert "[store_taken]" in (tmp_path / "one" / "serve.log").read_text()
