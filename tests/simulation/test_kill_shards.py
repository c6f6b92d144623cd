"""kill -9 of the process of a shard, of their parent, and of all of them: nothing is lost, nothing is sent twice."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, family, make_write_key, running_server
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.storage.sql.places import Places
from tests.simulation.lives import AT_ONCE, OURS, PATIENCE_SECONDS, PEOPLE, Client, is_ready, running, shards_of, until
from tests.simulation.outbox_rows import all_shards
from tests.simulation.reckoning import check_nothing_lost_or_doubled

EVENTS_A_LIFE = 1_500
SHARDS = 2
WORKER = "loopline.cli.processes.shard"


def kill_worker(server: Server) -> None:
    """Another one is started, and goes on where this one was."""
    (worker,) = running(server, WORKER)
    os.kill(worker, signal.SIGKILL)
    until(
        lambda: shards_of(server)[1]["restarts"] == 1 and shards_of(server)[1]["pid"] != worker, "there is another one"
    )
    until(partial(is_ready, server), "it sends")
    assert [one["state"] for one in shards_of(server)] == ["running"] * SHARDS


def kill_parent(server: Server) -> None:
    """Its processes end by themselves: whoever comes next has processes of its own."""
    others = [pid for pid in family(server.process.pid) if pid != server.process.pid]
    assert len(others) >= SHARDS
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(PATIENCE_SECONDS)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in others), "all of them have ended")


KILLS: list[Callable[[Server], None]] = [kill_worker, kill_parent, Server.kill]


@pytest.mark.alone
@pytest.mark.parametrize("where", ["files", "postgresql"])
def test_kills_of_shards_and_of_their_parent_lose_nothing_and_double_nothing(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 10` there are 30 kills."""
    folder, lives = tmp_path / "data", len(KILLS) * max(1, round(request.config.getoption("--times")))
    url = request.getfixturevalue("postgres_url") if where == "postgresql" else ""
    store = {"LOOPLINE_STORE": url} if url else {}
    key, share = make_write_key(folder, url), EVENTS_A_LIFE // AT_ONCE
    events = list(stream(lives * EVENTS_A_LIFE, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": str(SHARDS), **store, **OURS}
        left: list[bytes] = []
        for life in range(lives):
            with running_server(folder, settings, key) as server:
                until(partial(is_ready, server), "ready", sinks.count)
                if not life:
                    server.push(write_documents(tmp_path, mail_journey()))
                    assert [one["publications"] for one in shards_of(server)] == [1] * SHARDS
                    server.load(identify_bodies(PEOPLE, 500))
                    server.level()
                client, goal = Client(server, left + bodies[life * share : (life + 1) * share]), sinks.count() + 100
                client.start()
                until(lambda: sinks.count() >= goal, "messages on their way")  # noqa: B023  (asked at once)
                KILLS[life % len(KILLS)](server)
                client.join(PATIENCE_SECONDS)
                left = client.left
        with running_server(folder, settings, key) as server:
            client = Client(server, left + bodies[-3:])  # the last ones once more: a client may not have heard us
            client.run()
            assert client.left == []
            beside = partial(all_shards, Places(folder, url), SHARDS)
            check_nothing_lost_or_doubled(server, beside, sinks, wanted, lives * SHARDS)
            assert all(one["position"] for one in shards_of(server)), "both have decided"
