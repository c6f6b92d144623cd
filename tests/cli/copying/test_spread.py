"""`loopline reshard`: a folder that was served by one process is served by three, and nobody notices."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from loopline.bench.sinks import running_sinks
from loopline.cli.keys import create
from tests.cli.copying.lasting import JOURNEY, LATER, PEOPLE, arrived, reported, tracked
from tests.cli.served import loopline, server, wait_for, written

SHARDS = 3


def killed(folder: Path, to: Path) -> None:
    """The command, and kill -9 as soon as something of the new record is there."""
    command = [sys.executable, "-m", "loopline", "reshard", "--data", str(folder), "--shards", "3", "--to", str(to)]
    process = subprocess.Popen(command, env={**os.environ}, stderr=subprocess.DEVNULL)
    waiting = to.with_name(f"{to.name}.copying") / "state-1.db"
    while process.poll() is None and not waiting.exists():
        time.sleep(0.001)
    process.kill()
    assert process.wait(60) == -signal.SIGKILL, "it was sooner done than killed"


def test_a_folder_of_one_shard_grows_and_nobody_is_stranded_or_mailed_twice(tmp_path: Path) -> None:
    """People wait for an event, or for a time that passes meanwhile; the server is killed with signals undecided."""
    folder, home = tmp_path / "data", tmp_path / "home"
    key = create(folder, "server")
    first, half = set(range(1_000, 1_000 + PEOPLE)), PEOPLE // 2
    with running_sinks() as sinks:
        smtp = {"LOOPLINE_SMTP_URL": sinks.smtp_url}
        with server(folder, smtp) as served:
            files = written(tmp_path, JOURNEY), written(tmp_path, LATER, "later.yaml")
            pushed = loopline("push", *files, "--data", folder, "--publish", "--reason", "test")
            assert pushed.returncode == 0, pushed.stderr
            for n in first:
                said = {"userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}, "messageId": f"i{n}"}
                assert served.ask("POST", "/v1/identify", said, key=key).status_code == 200
            tracked(served, key, "signed_up", 1_000, PEOPLE)
            wait_for(lambda: set(arrived(sinks)) == first)
            wait_for(lambda: reported(served)["messaged"] == PEOPLE)
            before = reported(served)
            tracked(served, key, "tried", 1_000 + half, half)
            served.stop(signal.SIGKILL)
        killed(folder, home)
        assert (folder / "log.db").exists() and not home.exists(), "it is as it was"
        done = loopline("reshard", "--data", folder, "--shards", SHARDS, "--to", home, "--json")
        assert done.returncode == 0, done.stderr
        assert '"table":"records"' in done.stdout and "1 shards became 3" in done.stderr
        assert not (folder / "log.db").exists() and (folder / "before-reshard" / "log.db").exists()
        grown = {**smtp, "LOOPLINE_SHARDS": str(SHARDS)}
        assert "[shards_differ]" in loopline("serve", "--data", home, "--port", "0", env=smtp).stderr
        with server(home, grown) as served:
            wait_for(lambda: served.ask("GET", "/ready").status_code == 200)
            assert served.ask("GET", "/api/health").json()["facts"] == "fit"
            assert reported(served) == before
            tracked(served, key, "came_back", 1_000, half)
            back = {10_000 + n for n in range(1_000, 1_000 + half)}
            late = {20_000 + n for n in range(1_000 + half, 1_000 + 2 * half)}
            wait_for(lambda: back | late <= set(arrived(sinks)))
            assert served.ask("POST", "/api/facts/rebuild").status_code in (200, 202)
            wait_for(lambda: served.ask("GET", "/api/facts").json()["rebuild"]["state"] != "running")
            assert served.ask("GET", "/api/facts").json()["rebuild"]["state"] == "done"
            assert reported(served)["entered"] == before["entered"]
            served.stop()
        again = loopline("reshard", "--data", home, "--shards", SHARDS, "--to", tmp_path / "other")
        assert (again.returncode, "[reshard_fewer]" in again.stderr) == (1, True), again.stderr
        assert arrived(sinks) == Counter(first | back | late), "each once"


def test_a_folder_that_is_served_is_not_spread(tmp_path: Path) -> None:
    with server(tmp_path / "data"):
        refused = loopline("reshard", "--data", tmp_path / "data", "--shards", "2", "--to", tmp_path / "new")
    assert (refused.returncode, "[folder_taken]" in refused.stderr) == (1, True), refused.stderr
    assert not list(tmp_path.glob("new*"))
