"""kill -9 with the signals in Kafka: of the server, of its intake, of the leading broker; then all brokers are away."""

import os
import signal
import time
from functools import partial
from itertools import cycle
from pathlib import Path

import msgspec
import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.post import Connection
from loopline.bench.server import Server, make_write_key, running_server
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.model.errors import Unavailable
from tests.cluster.brokers import Brokers, running_brokers
from tests.cluster.replayed import check_a_replay_gives_equal_records
from tests.simulation.lives import (
    AT_ONCE,
    OURS,
    PEOPLE,
    is_ready,
    post,
    posted_all,
    running,
    until,
)
from tests.simulation.outbox_rows import read_only
from tests.simulation.reckoning import check_nothing_lost_or_doubled

TOPIC = "loopline"
KILLED = ("broker", "intake", "loopline", "all brokers")
REQUESTS = 14
PATIENCE_SECONDS = 60.0
AWAY_SECONDS = 3.0


def refused(server: Server, body: bytes) -> str:
    """The code with which a request is refused now; "" when it is taken."""
    connection = Connection(server.url, server.headers)
    try:
        connection.post("/v1/batch", body)
    except Unavailable as error:
        return str(error)
    finally:
        connection.close()
    return ""


def troubles(server: Server) -> str:
    """What health says in words."""
    eyes = Connection(server.url)
    try:
        return str(msgspec.json.decode(eyes.get("/api/health"))["fault"])
    finally:
        eyes.close()


def kill(what: str, brokers: Brokers, server: Server, bodies: list[bytes]) -> None:
    """Kill something; what is not the server itself comes back."""
    if what == "loopline":
        server.kill()
    elif what == "intake":
        until(lambda: bool(running(server, "loopline.cli.intake")), "there is an intake")
        os.kill(running(server, "loopline.cli.intake")[0], signal.SIGKILL)
    elif what == "broker":
        leader = brokers.leader(TOPIC)
        leader.kill()
        until(lambda: brokers.leader(TOPIC) is not leader, "another broker leads")
        leader.start()
    else:
        brokers.stop()
        check_health_tells_of_it(server, bodies)
        time.sleep(AWAY_SECONDS)
        brokers.start()


def check_health_tells_of_it(server: Server, bodies: list[bytes]) -> None:
    """Senders are told to come again, by a code that stays, and operators what is wrong."""
    until(lambda: "log_unreachable" in refused(server, bodies[0]), "a refusal that says why")
    until(lambda: "brokers of the log do not answer" in troubles(server), "health says why")
    until(lambda: not is_ready(server), "it is not ready")


@pytest.mark.alone
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With `--times 25` there are 100 kills, a quarter of them of each kind."""
    folder, kills = tmp_path / "data", len(KILLED) * max(1, round(request.config.getoption("--times")))
    events = list(stream(kills * REQUESTS * AT_ONCE, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    killed, whats = 0, cycle(KILLED)
    with running_sinks() as sinks, running_brokers(3) as brokers:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_LOG": brokers.url(TOPIC), **OURS}
        key = make_write_key(folder)
        left: list[bytes] = []
        while killed < kills:
            with running_server(folder, settings, key) as server:
                if not killed:
                    server.push(write_documents(tmp_path, mail_journey()))
                    until(partial(posted_all, server, identify_bodies(PEOPLE, 500)), "people known")
                until(partial(is_ready, server), "ready", sinks.count)
                for what in whats:
                    brokers.await_all()
                    until(partial(is_ready, server), "ready", sinks.count)
                    until(lambda: not refused(server, bodies[0]), "requests are taken")
                    left += bodies[killed * REQUESTS : (killed + 1) * REQUESTS]
                    client = post(server, left)
                    goal = 2 + killed % (REQUESTS - 2)
                    until(lambda: client.answered >= goal or not client.is_alive(), f"{goal} answered")  # noqa: B023
                    assert client.answered >= goal, f"{killed} kills: a request was refused in good weather"
                    kill(what, brokers, server, bodies)
                    killed += 1
                    client.join(PATIENCE_SECONDS)
                    left = client.left
                    if what == "loopline":
                        break
                    until(partial(posted_all, server, left), "all answered")
                    if killed == kills:
                        break
        with running_server(folder, settings, key) as server:
            until(partial(posted_all, server, left + bodies[-3:]), "all answered")  # some once more
            check_nothing_lost_or_doubled(server, partial(read_only, folder), sinks, wanted, killed)
        check_a_replay_gives_equal_records(folder, brokers.url(TOPIC), tmp_path)
