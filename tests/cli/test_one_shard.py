"""With one shard nobody is told anything: no word for another shard is written, kept or waited for."""

import sqlite3
from pathlib import Path

from loopline.cli.keys import create
from loopline.model.signals.shards import ShardTold
from loopline.storage.sql.log import SqlLog
from tests.cli.served import loopline, server, wait_for, written

MERGES = 12


def test_a_server_that_publishes_and_merges_people_tells_no_shard(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "server")
    with server(folder) as served:
        pushed = loopline("push", written(tmp_path), "--data", folder, "--publish", "--reason", "test")
        assert pushed.returncode == 0, pushed.stderr
        for n in range(MERGES):
            for body in (
                {"anonymousId": f"a{n}", "event": "visited", "messageId": f"v{n}"},
                {"anonymousId": f"a{n}", "userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}},
                {"anonymousId": f"a{n}", "event": "signed_up", "messageId": f"m{n}"},
            ):
                kind = "track" if "event" in body else "identify"
                assert served.ask("POST", f"/v1/{kind}", body, key=key).status_code == 200
        wait_for(lambda: served.ask("GET", "/api/journeys/hello/report").json()["messaged"] == MERGES)
        attempts = served.ask("GET", "/api/messages").text
        assert "merge_under_way" not in attempts and "p0" in attempts
        served.stop()
    log = SqlLog(folder / "log.db")
    signals = [signal for entry in log.read(0, 10_000) for signal in entry.signals]
    log.close()
    assert len(signals) > 3 * MERGES and not [one for one in signals if isinstance(one, ShardTold)]
    with sqlite3.connect(folder / "state.db") as state:
        assert state.execute("SELECT count(*) FROM tellings").fetchall() == [(0,)]
