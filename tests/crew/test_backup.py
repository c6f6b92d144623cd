"""Two shards are backed up while they serve, and what is restored goes on: nobody is lost, nobody is told twice."""

import json
import signal
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from loopline.bench.server import make_write_key
from loopline.model.ids import anonymous_key, person_key, shard_of
from loopline.storage.settled_shards import kept_shards
from loopline.storage.sql.places import Places
from loopline.storage.sql.studio import StudioStore
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.simulation.lives import OURS
from tests.simulation.outbox_rows import all_shards, rows

SHARDS = 2
AT_ONCE = 10
JOURNEY = """
kind: journey
id: hello
entry: {on: [signed_up], reentry: {policy: always}}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: 'Hello {{event.n}}', text: Hello}, then: rest}
  rest: {kind: wait, for: 2s, then: more}
  more: {kind: message, channel: email, content: {subject: 'More {{event.n}}', text: More}}
"""


def crossing(first: int) -> dict[str, Any]:
    """People who come as visitors of one shard, and turn out to be somebody of the other one."""
    batch: list[dict[str, Any]] = []
    for n in range(first, first + AT_ONCE):
        name, number = f"p{n}", 0
        while shard_of(anonymous_key(f"v{n}-{number}"), SHARDS) == shard_of(person_key(name), SHARDS):
            number += 1
        visitor = f"v{n}-{number}"
        email = {"email": f"{name}@example.com"}
        batch += [
            {"type": "identify", "anonymousId": visitor, "messageId": f"a{n}", "traits": email},
            {"type": "identify", "anonymousId": visitor, "userId": name, "messageId": f"b{n}"},
            {
                "type": "track",
                "anonymousId": visitor,
                "event": "signed_up",
                "messageId": f"c{n}",
                "properties": {"n": n},
            },
        ]
    return {"batch": batch}


class Load(threading.Thread):
    """Posts all the time; `accepted` are the first numbers of what was answered."""

    def __init__(self, running: Server, key: str) -> None:
        super().__init__()
        self._running, self._key = running, key
        self.accepted: list[int] = []
        self.over = threading.Event()

    def run(self) -> None:
        for first in range(0, 8_000, AT_ONCE):
            if self.over.is_set():
                return
            if self._running.ask("POST", "/v1/batch", crossing(first), key=self._key).status_code == 200:
                self.accepted.append(first)


def is_ready(running: Server) -> bool:
    return running.ask("GET", "/ready").status_code == 200


@pytest.mark.parametrize("where", ["files", "postgresql"])
def test_the_drill(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Under load: a backup, a kill of everything, a restore into a folder. All merges cross shards."""
    folder, copy, elsewhere = tmp_path / "data", tmp_path / "copy", tmp_path / "elsewhere"
    url = request.getfixturevalue("postgres_url") if where == "postgresql" else ""
    ours = {"LOOPLINE_SHARDS": str(SHARDS), **OURS}
    env = {**ours, **({"LOOPLINE_STORE": url} if url else {})}
    key = make_write_key(folder, url)
    with server(folder, env) as running:
        wait_for(lambda: is_ready(running))
        pushed = loopline("push", written(tmp_path, JOURNEY), "--data", folder, "--publish", "--reason", "x", env=env)
        assert pushed.returncode == 0, pushed.stderr
        load = Load(running, key)
        load.start()
        wait_for(lambda: len(load.accepted) >= 10)
        before = len(load.accepted)
        done = loopline("backup", copy, "--data", folder, env=env)
        assert done.returncode == 0, done.stderr
        wait_for(lambda: len(load.accepted) >= before + 5)
        load.over.set()
        load.join()
        running.stop(signal.SIGKILL)
    assert json.loads((copy / "backup.json").read_text())["shards"] == SHARDS
    restored = loopline("restore", copy, "--data", elsewhere)
    assert restored.returncode == 0, restored.stderr
    assert kept_shards(Places(elsewhere)) == SHARDS
    assert "[shards_differ]" in loopline("serve", "--data", elsewhere, "--port", "0").stderr
    people = {f"p{n}" for first in load.accepted[:before] for n in range(first, first + AT_ONCE)}
    with server(elsewhere, ours) as again:
        wait_for(lambda: is_ready(again))
        assert again.ask("GET", "/api/health").json()["facts"] == "fit"
        assert again.ask("POST", "/v1/batch", crossing(9_000), key=key).status_code == 200, "its keys are there"
        wait_for(lambda: is_over(again))
        with all_shards(Places(elsewhere), SHARDS) as state:  # who has left may have a message that waits yet
            wait_for(lambda: not rows(state, "pending", "sending"))
        counted = again.ask("POST", "/api/query", {"sql": "SELECT person, count(*) FROM events GROUP BY person"}).json()
        assert {one for _, one in counted["rows"]} == {1}, "nothing is doubled"
        again.stop()
    took = kept(elsewhere)
    assert set(took.values()) == {1}
    assert {subject for _, subject in took} >= {f"{word} {name[1:]}" for name in people for word in ("Hello", "More")}


def is_over(running: Server) -> bool:
    """Whether all is decided, and nobody is inside any more."""
    health = running.ask("GET", "/api/health").json()
    is_level = all(not one["lag_signals"] and not one["tellings"] for one in health["shards"])
    return is_level and running.ask("GET", "/api/journeys").json()["journeys"][0]["people_inside"] == 0


def kept(folder: Path) -> Counter[tuple[str, str]]:
    """What the sandbox took, by person and subject."""
    with closing(StudioStore(folder / "studio.db")) as studio:
        shown = studio.sandbox.latest(100_000)
        return Counter((one.person, json.loads(one.rendered)["subject"]) for one in shown)


def test_a_backup_of_which_a_shard_is_missing_restores_nothing(tmp_path: Path) -> None:
    folder, copy = tmp_path / "data", tmp_path / "copy"
    with server(folder, {"LOOPLINE_SHARDS": str(SHARDS), **OURS}) as running:
        wait_for(lambda: is_ready(running))
        done = loopline("backup", copy, "--data", folder, env=OURS)
        assert done.returncode == 0, done.stderr
        running.stop()
    whole = json.loads((copy / "backup.json").read_text())
    assert {one["name"] for one in whole["files"]} >= {"log-1.db", "state-1.db", "log.db", "state.db", "studio.db"}
    for name in ("log-1.db", "state-1.db"):
        files = [one for one in whole["files"] if one["name"] != name]
        (copy / "backup.json").write_text(json.dumps({**whole, "files": files}))
        refused = loopline("restore", copy, "--data", tmp_path / "new")
        assert (refused.returncode, "[backup_damaged]" in refused.stderr) == (1, True), refused.stderr
    for shards in (-1, 0, 100_000):
        (copy / "backup.json").write_text(json.dumps({**whole, "shards": shards}))
        refused = loopline("restore", copy, "--data", tmp_path / "new")
        assert (refused.returncode, "[backup_damaged]" in refused.stderr) == (1, True), shards
