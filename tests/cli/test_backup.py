"""Backup and restore by command: under load, with a kill in between; what is not whole is refused."""

import json
import os
import shutil
import signal
import stat
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from loopline.cli.keys import create
from loopline.cli.local import with_app
from tests.cli.served import loopline, server, wait_for, written
from tests.simulation.outbox_rows import read_only, rows

PATHS = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
"""Where commands find us, from wherever they run."""

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


def batch(first: int, count: int = 20) -> dict[str, Any]:
    return {
        "batch": [
            message
            for n in range(first, first + count)
            for message in (
                {"type": "identify", "userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}, "messageId": f"i{n}"},
                {
                    "type": "track",
                    "userId": f"p{n}",
                    "event": "signed_up",
                    "properties": {"n": n},
                    "messageId": f"e{n}",
                },
            )
        ]
    }


def kept(folder: Path) -> Counter[tuple[str, str]]:
    """What the sandbox of a stopped server took, by person and subject."""

    async def read(app: Any) -> Counter[tuple[str, str]]:
        shown = app.studio_store.sandbox.latest(100_000)
        return Counter((one.person, json.loads(one.rendered)["subject"]) for one in shown)

    return with_app(folder, read)


def events(folder: Path) -> set[str]:
    """The people whose events are in the facts."""

    async def read(app: Any) -> set[str]:
        app.exporter.catch_up()
        rows = app.facts.query("SELECT person, count(*) FROM events GROUP BY person")
        assert all(row[1] == 1 for row in rows), "nothing is doubled"
        return {str(row[0]) for row in rows}

    return with_app(folder, read)


def is_gone(folder: Path) -> bool:
    """Remove a folder; whether nothing of it is left."""
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def test_the_drill(tmp_path: Path) -> None:
    """Under load: a backup, a kill, a restore elsewhere. All that was accepted before the backup is there, once."""
    folder, copy, elsewhere = tmp_path / "data", tmp_path / "copy", tmp_path / "elsewhere"
    write = create(folder, "write")
    accepted: list[int] = []
    over = threading.Event()
    with server(folder) as running:
        assert (
            loopline("push", written(tmp_path, JOURNEY), "--data", folder, "--publish", "--reason", "x").returncode == 0
        )

        def load() -> None:
            for first in range(0, 4_000, 20):
                if over.is_set():
                    return
                if running.ask("POST", "/v1/batch", batch(first), key=write).status_code == 200:
                    accepted.append(first)

        thread = threading.Thread(target=load)
        thread.start()
        wait_for(lambda: len(accepted) >= 10)
        before = len(accepted)
        done = loopline("backup", copy, "--data", folder)
        assert done.returncode == 0, done.stderr
        wait_for(lambda: len(accepted) >= before + 5)
        over.set()
        thread.join()
        running.stop(signal.SIGKILL)
    wait_for(lambda: is_gone(folder))  # the intake of the server that was killed may be closing its files yet
    done = loopline("restore", copy, "--data", elsewhere)
    assert done.returncode == 0, done.stderr
    people = {f"p{n}" for first in accepted[:before] for n in range(first, first + 20)}
    with server(elsewhere) as again:
        health = again.ask("GET", "/api/health").json()
        assert (health["facts"], health["status"]) == ("fit", "ok")
        assert again.ask("POST", "/v1/batch", batch(9_000), key=write).status_code == 200, "its keys are there"
        wait_for(lambda: again.ask("GET", "/api/journeys").json()["journeys"][0]["people_inside"] == 0)
        with read_only(elsewhere) as state:  # who has left may have a message that waits yet
            wait_for(lambda: not rows(state, "pending", "sending"))
        again.stop()
    assert events(elsewhere) >= people | {f"p{n}" for n in range(9_000, 9_020)}
    took = kept(elsewhere)
    assert set(took.values()) == {1}
    assert set(took) >= {(p, f"{word} {p[1:]}") for p in people for word in ("Hello", "More")}
    rebuilt = loopline("facts", "rebuild", "--data", elsewhere)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert events(elsewhere) >= people


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a little in it, and a backup of it that was made without a server."""
    root = tmp_path_factory.mktemp("stopped")
    folder, copy = root / "data", root / "far" / "copy"
    write = create(folder, "write")
    with server(folder) as running:
        running.ask("POST", "/v1/batch", batch(0), key=write)
        wait_for(lambda: running.ask("GET", "/api/health").json()["lag_signals"] == 0)
        running.stop()
    done = loopline("backup", copy, "--data", folder)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def stopped(once: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Both, for one test alone."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "data", tmp_path / "far" / "copy"


def test_without_a_server_and_closed_to_others(tmp_path: Path, stopped: tuple[Path, Path]) -> None:
    folder, copy = stopped
    assert not list((folder / "backups").iterdir())
    for path in [copy, *copy.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    again = loopline("backup", copy, "--data", folder)
    assert (again.returncode, "backup_exists" in again.stderr) == (1, True)
    assert loopline("restore", copy, "--data", tmp_path / "new").returncode == 0
    assert events(tmp_path / "new") == events(folder)
    full = loopline("restore", copy, "--data", tmp_path / "new")
    assert (full.returncode, "folder_in_use" in full.stderr) == (1, True)


@pytest.mark.parametrize("name", ["state.db", "log.db", "studio.db", "facts.duckdb", "secrets/links", "backup.json"])
def test_a_backup_that_is_not_whole_restores_nothing(tmp_path: Path, stopped: tuple[Path, Path], name: str) -> None:
    _, copy = stopped
    path = copy / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    for gone in (False, True):
        if gone:
            path.unlink()
        done = loopline("restore", copy, "--data", tmp_path / "new")
        assert done.returncode == 1
        assert "backup_damaged" in done.stderr or "backup_missing" in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert not list(tmp_path.glob("new*"))


def test_a_manifest_cannot_lead_elsewhere(tmp_path: Path, stopped: tuple[Path, Path]) -> None:
    _, copy = stopped
    manifest = json.loads((copy / "backup.json").read_text())
    for name in ("../evil", "/tmp/evil", "secrets/../../evil", "secrets/a/b", "serve.json"):
        evil = {**manifest["files"][0], "name": name}
        (copy / "backup.json").write_text(json.dumps({**manifest, "files": [*manifest["files"], evil]}))
        done = loopline("restore", copy, "--data", tmp_path / "new")
        assert (done.returncode, "backup_damaged" in done.stderr) == (1, True), name


def test_facts_that_are_unfit_are_left_out_and_told(tmp_path: Path, stopped: tuple[Path, Path]) -> None:
    folder, _ = stopped
    (folder / "facts.duckdb").unlink()
    assert loopline("backup", tmp_path / "bare", "--data", folder).returncode == 0
    done = loopline("restore", tmp_path / "bare", "--data", tmp_path / "new")
    assert "facts rebuild" in done.stderr
    assert loopline("facts", "rebuild", "--data", tmp_path / "new").returncode == 0
    assert len(events(tmp_path / "new")) == 20


def test_a_place_where_nothing_can_be_put_is_told(tmp_path: Path, stopped: tuple[Path, Path]) -> None:
    folder, backup = stopped
    file = tmp_path / "file"
    file.write_text("no folder")
    for target in (file / "backup", Path("/proc/backup/of/ours")):
        refused = loopline("backup", target, "--data", folder)
        assert (refused.returncode, "[folder_unusable]" in refused.stderr) == (1, True), refused.stderr
    assert not list((folder / "backups").iterdir()), "no copy of everybody's data is left behind"
    refused = loopline("backup", "/proc/backup", "--data", folder)
    (copy,) = (folder / "backups").iterdir()
    assert "[backup_unmoved]" in refused.stderr and str(copy) in refused.stderr
    assert "[folder_unusable]" in loopline("restore", backup, "--data", file / "data").stderr
    assert "[folder_in_use]" in loopline("restore", backup, "--data", file).stderr
    (backup / "backup.json").write_bytes(b'{"version": "\xff"}')
    assert "[backup_damaged]" in loopline("restore", backup, "--data", tmp_path / "new").stderr


def test_a_backup_is_restored_into_the_folder_at_hand(
    tmp_path: Path, stopped: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, backup = stopped
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    done = loopline("restore", backup, "--data", ".", env={"PYTHONPATH": PATHS})
    assert done.returncode == 0, done.stderr
    assert (here / "log.db").exists()
