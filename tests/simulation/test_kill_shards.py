"""kill -9 of the process of a shard, of their parent, and of all of them: nothing is lost, nothing is sent twice."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, make_write_key, running_server
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.storage.sql.places import Places
from tests.simulation.lives import AT_ONCE, OURS, PATIENCE_SECONDS, PEOPLE, Client, is_ready, shards_of, until
from tests.simulation.outbox_rows import all_shards
from tests.simulation.reckoning import check_nothing_lost_or_doubled
from tests.simulation.shard_kills import kill_parent, kill_worker

EVENTS_A_LIFE = 1_500
SHARDS = 2


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
