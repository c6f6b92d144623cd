"""`loopline copy`: a folder that was served from files is served from PostgreSQL, with everything that was in it."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from loopline.bench.sinks import running_sinks
from loopline.cli.keys import create
from tests.cli.copying.lasting import JOURNEY, LATER, PEOPLE, arrived, reported, tracked
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.storage.postgres import SECRET

KEY = "LOOPLINE_STORE"


def sign_up(served: Server, key: str, first: int, count: int) -> None:
    """Take people in, and wait until each got the mail."""
    for n in range(first, first + count):
        told = {"userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}, "messageId": f"i{n}"}
        assert served.ask("POST", "/v1/identify", told, key=key).status_code == 200
        body = {"userId": f"p{n}", "event": "signed_up", "messageId": f"m{n}"}
        assert served.ask("POST", "/v1/track", body, key=key).status_code == 200
    wait_for(lambda: reported(served)["messaged"] == first + count)


def test_a_folder_is_moved_and_served_on(tmp_path: Path, postgres_url: str) -> None:
    folder, env = tmp_path / "data", {KEY: postgres_url}
    key = create(folder, "server")
    with server(folder) as served:
        pushed = loopline("push", written(tmp_path), "--data", folder, "--publish", "--reason", "test")
        assert pushed.returncode == 0, pushed.stderr
        sign_up(served, key, 0, 3)
        before = reported(served)
        served.stop()
    refused = loopline("keys", "list", "--data", folder, env=env)
    assert (refused.returncode, "[store_undecided]" in refused.stderr) == (1, True)
    copied = loopline("copy", "--data", folder, env=env)
    assert copied.returncode == 0, copied.stderr
    assert "log.entries: " in copied.stderr and SECRET not in copied.stderr + copied.stdout
    assert (folder / "before-postgresql" / "log.db").exists() and not (folder / "log.db").exists()
    with server(folder, env) as served:
        assert reported(served) == before
        sign_up(served, key, 3, 2)
        assert served.ask("GET", "/api/health").json()["facts"] == "fit"
        served.stop()
        assert SECRET not in served.errors
    rebuilt = loopline("facts", "rebuild", "--data", folder, env=env)
    assert rebuilt.returncode == 0, rebuilt.stderr
    back = tmp_path / "back"  # a backup holds files, wherever the record stands
    backed_up = loopline("backup", tmp_path / "backup", "--data", folder, env=env)
    assert backed_up.returncode == 0, backed_up.stderr
    assert loopline("restore", tmp_path / "backup", "--data", back).returncode == 0
    with server(back) as served:
        assert reported(served)["messaged"] == 5
        sign_up(served, key, 5, 2)


def killed_in_the_midst(folder: Path, env: dict[str, str], url: str) -> None:
    """`loopline copy`, and kill -9 as soon as it has brought the first table."""
    command = [sys.executable, "-m", "loopline", "copy", "--data", str(folder)]
    process = subprocess.Popen(command, env={**os.environ, **env}, stderr=subprocess.DEVNULL)
    seen = "SELECT to_regclass('copying_desk.keys') IS NOT NULL AND to_regclass('copying_log.entries') IS NOT NULL"
    with psycopg.connect(url, autocommit=True) as connection:
        while process.poll() is None and not connection.execute(seen).fetchall()[0][0]:
            pass
        process.kill()
    assert process.wait(60) == -signal.SIGKILL, "it was sooner done than killed"


@pytest.mark.parametrize("shards", [1, 2])
def test_a_copy_that_is_killed_goes_on_and_nobody_is_stranded_or_mailed_twice(
    tmp_path: Path, postgres_url: str, shards: int
) -> None:
    """There and back: people wait for an event, or for a time that passes while their record is on the road."""
    folder, env = tmp_path / "data", {KEY: postgres_url}
    key = create(folder, "server")
    first, half = set(range(1_000, 1_000 + PEOPLE)), PEOPLE // 2
    with running_sinks() as sinks:
        smtp = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": str(shards)}
        with server(folder, smtp) as served:
            files = written(tmp_path, JOURNEY), written(tmp_path, LATER, "later.yaml")
            pushed = loopline("push", *files, "--data", folder, "--publish", "--reason", "test")
            assert pushed.returncode == 0, pushed.stderr
            for n in first:
                told = {"userId": f"p{n}", "traits": {"email": f"p{n}@example.com"}, "messageId": f"i{n}"}
                assert served.ask("POST", "/v1/identify", told, key=key).status_code == 200
            tracked(served, key, "signed_up", 1_000, PEOPLE)
            wait_for(lambda: set(arrived(sinks)) == first)
            tracked(served, key, "tried", 1_000 + half, half)
            wait_for(lambda: reported(served)["messaged"] == PEOPLE)
            before = reported(served)
            served.stop()
        killed_in_the_midst(folder, env, postgres_url)
        assert (folder / "log.db").exists(), "the source is as it was"
        done = loopline("copy", "--data", folder, "--json", env=env)
        assert done.returncode == 0, done.stderr
        assert '"table":"state.records"' in done.stdout and "the same on both sides" in done.stderr
        with server(folder, {**env, **smtp}) as served:
            assert served.ask("GET", "/api/health").json()["facts"] == "fit"
            assert reported(served) == before
            tracked(served, key, "came_back", 1_000, half)
            back = {10_000 + n for n in range(1_000, 1_000 + half)}
            wait_for(lambda: back <= set(arrived(sinks)))
            served.stop()
        home = tmp_path / "home"
        done = loopline("copy", "--data", folder, "--to", home, env=env)
        assert done.returncode == 0, done.stderr
        with server(home, smtp) as served:
            assert served.ask("GET", "/api/health").json()["facts"] == "fit"
            late = {20_000 + n for n in range(1_000 + half, 1_000 + 2 * half)}
            wait_for(lambda: late <= set(arrived(sinks)))
            wait_for(lambda: reported(served)["entered"] == before["entered"])
            served.stop()
        assert arrived(sinks) == Counter(first | back | late), "each once"
    empty = loopline("messages", "list", "--data", folder, env=env)
    assert "p1000" not in empty.stdout, "the record in PostgreSQL is set aside"


def test_what_is_no_target_and_no_source_is_told(tmp_path: Path) -> None:
    done = loopline("copy", "--data", tmp_path / "data", "--to", tmp_path / "home")
    assert (done.returncode, "[copy_source_missing]" in done.stderr) == (1, True)


def test_a_folder_that_is_served_or_empty_is_not_copied(tmp_path: Path, postgres_url: str) -> None:
    env = {KEY: postgres_url}
    assert "[folder_missing]" in loopline("copy", "--data", tmp_path / "nothing", env=env).stderr
    unknown = loopline("copy", "--data", tmp_path, "--to", f"mysql://ann:{SECRET}@host/x").stderr
    assert "[store_unknown]" in unknown and SECRET not in unknown
    with server(tmp_path / "data"):
        refused = loopline("copy", "--data", tmp_path / "data", env=env)
        assert (refused.returncode, "[folder_taken]" in refused.stderr) == (1, True)


def test_a_record_whose_signals_are_in_kafka_is_not_copied(tmp_path: Path, postgres_url: str) -> None:
    """Neither with LOOPLINE_LOG, nor where it was forgotten; and nothing is written."""
    folder, env = tmp_path / "data", {KEY: postgres_url}
    with server(folder) as served:
        served.stop()
    topic = {"LOOPLINE_LOG": f"kafka://ann:{SECRET}@127.0.0.1:1/topic"}
    for more in ({"--to": tmp_path / "home"}, {}):
        refused = loopline("copy", "--data", folder, *sum(more.items(), ()), env={**env, **topic})
        assert (refused.returncode, "[copy_log_elsewhere]" in refused.stderr) == (1, True), refused.stderr
        assert SECRET not in refused.stderr
    (folder / "log.db").rename(tmp_path / "away.db")
    assert "[copy_log_elsewhere]" in loopline("copy", "--data", folder, env=env).stderr
    (folder / "before-postgresql").mkdir()
    (tmp_path / "away.db").rename(folder / "before-postgresql" / "log.db")
    cut_short = loopline("copy", "--data", folder, env=env).stderr
    assert "[folder_missing]" in cut_short and "move the other files there" in cut_short
    assert not (tmp_path / "home").exists() and (folder / "state.db").exists()
    with psycopg.connect(postgres_url) as connection:
        asked = "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'copying_%'"
        assert connection.execute(asked).fetchall() == [(0,)]


def test_a_record_in_postgresql_without_its_signals_is_not_copied(tmp_path: Path, postgres_url: str) -> None:
    """As one whose signals are in Kafka, and LOOPLINE_LOG is not said."""
    folder, env = tmp_path / "data", {KEY: postgres_url}
    key = create(folder, "server")
    with server(folder) as served:
        pushed = loopline("push", written(tmp_path), "--data", folder, "--publish", "--reason", "test")
        assert pushed.returncode == 0, pushed.stderr
        sign_up(served, key, 0, 1)
        served.stop()
    assert loopline("copy", "--data", folder, env=env).returncode == 0
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP SCHEMA log CASCADE")
    refused = loopline("copy", "--data", folder, "--to", tmp_path / "home", env=env)
    assert (refused.returncode, "[copy_log_elsewhere]" in refused.stderr) == (1, True), refused.stderr
    assert not (tmp_path / "home").exists() and not (tmp_path / "home.copying").exists()
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT position > 0 FROM shard_0.meta").fetchall() == [(True,)], "it is as it was"


def test_a_record_that_was_moved_is_not_copied_a_second_time_as_an_empty_one(tmp_path: Path, postgres_url: str) -> None:
    folder, env = tmp_path / "data", {KEY: postgres_url}
    create(folder, "server")
    with server(folder) as served:
        served.stop()
    assert loopline("copy", "--data", folder, env=env).returncode == 0
    home = loopline("copy", "--data", folder, "--to", tmp_path / "home", env=env)
    assert home.returncode == 0, home.stderr
    again = loopline("copy", "--data", folder, "--to", tmp_path / "another", env=env)
    assert (again.returncode, "[store_empty]" in again.stderr) == (1, True), again.stderr
    assert not (tmp_path / "another").exists() and not (tmp_path / "another.copying").exists()
    empty = loopline("messages", "list", "--data", folder, env=env)
    assert empty.returncode == 0, "a database as fresh as any"
