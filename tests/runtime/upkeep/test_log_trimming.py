"""The log is trimmed behind a snapshot: facts, backup and restore go on from there, and a kill costs nothing."""

import asyncio
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from loopline.cli.keys import create
from loopline.lab.simulator.gaps import GappedLog
from loopline.model.errors import Conflict, Missing
from loopline.model.records import SetAside
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep.log_trimming import DecidedLog
from loopline.settings import Settings
from loopline.storage.memory import MemoryLog
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.contracts.made import events
from tests.runtime.parts import DAY, NOON, opened, until
from tests.runtime.upkeep.lives import live, postbox, told

STORE = "LOOPLINE_STORE"
KILLS = 3
"""So many of each, unless `--times` says more."""
JOURNEY = """
kind: journey
id: hello
entry: {on: [signed_up], reentry: {policy: always}}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: 'Hello {{event.n}}', text: Hello}}
"""


def batch(first: int, count: int = 20) -> dict[str, Any]:
    people = [f"p{n}" for n in range(first, first + count)]
    traits = [
        {"type": "identify", "userId": p, "traits": {"email": f"{p}@example.com"}, "messageId": f"i{p}"} for p in people
    ]
    return {
        "batch": traits
        + [
            {"type": "track", "userId": p, "event": "signed_up", "properties": {"n": p}, "messageId": f"e{p}"}
            for p in people
        ]
    }


def begun(folder: Path, tmp_path: Path) -> str:
    """A folder with a journey; a write key of it."""
    write = create(folder, "write")
    document = written(tmp_path, JOURNEY)
    assert loopline("push", document, "--data", folder, "--publish", "--reason", "x").returncode == 0
    return write


def post(running: Server, key: str, first: int, count: int = 20) -> None:
    assert running.ask("POST", "/v1/batch", batch(first, count), key=key).status_code == 200


def level(running: Server) -> dict[str, Any]:
    """Its health, once everything is decided, sent and exported."""

    def is_level() -> dict[str, Any] | None:
        health: dict[str, Any] = running.ask("GET", "/api/health").json()
        waits = health["lag_signals"] or health["facts_lag_chunks"] or not health["ready"]
        return None if waits else health

    found: dict[str, Any] = wait_for(is_level)
    return found


def people(running: Server) -> int:
    """How many have been sent their message, by the facts."""
    report = running.ask("GET", "/api/journeys/hello/report")
    assert report.status_code == 200, report.text
    count: int = report.json()["messages"]
    return count


def entries(folder: Path) -> int:
    place = Places(folder, Settings().store_url()).log()
    with closing(SqlLog(place, tail_signals=1)) as log, log._database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one())


def trim(folder: Path, days: int = 0) -> str:
    done = loopline("log", "trim", "--data", folder, "--days", days)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(params=["sqlite", "postgresql"])
def _store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record stands in the folder, or in a PostgreSQL database that every process of the test is told of."""
    if request.param == "postgresql":
        monkeypatch.setenv(STORE, request.getfixturevalue("postgres_url"))


@pytest.mark.usefixtures("_store")
def test_by_command_and_everything_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, copy, elsewhere = tmp_path / "data", tmp_path / "copy", tmp_path / "elsewhere"
    write = begun(folder, tmp_path)
    with server(folder) as running:
        for first in range(0, 200, 20):
            post(running, write, first)
        assert level(running)["log"]["horizon"] == 0
        before = people(running)
        said = trim(folder)
        assert "entries have left" in said and "snapshot" in said and "log.db" in said
        health = level(running)
        assert (health["status"], health["facts"]) == ("ok", "fit")
        reach = health["log"]
        assert 0 < reach["horizon"] <= reach["snapshot"] <= reach["end"]
        assert reach["stored"]["snapshots"] > 0 and reach["stored"]["log.db"] > 0
        metrics = running.ask("GET", "/metrics").text
        assert f"loopline_log_horizon {float(reach['horizon'])}" in metrics
        assert 'loopline_stored_bytes{file="snapshots"}' in metrics
        assert entries(folder) == 1
        post(running, write, 200)
        post(running, write, 0)  # the same again: ids are remembered by people, not by the log
        assert level(running)["log"]["horizon"] == reach["horizon"]
        assert people(running) == before + 20
        rebuilt = loopline("facts", "rebuild", "--data", folder)
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert people(running) == before + 20
        trim(folder)
        assert loopline("backup", copy, "--data", folder).returncode == 0
        running.stop()
    shown = loopline("log", "status", "--data", folder, "--json")
    assert json.loads(shown.stdout)["horizon"] > reach["horizon"]
    assert len(list((folder / "snapshots").iterdir())) == 1
    assert loopline("restore", copy, "--data", elsewhere).returncode == 0
    (elsewhere / "facts.duckdb").unlink()
    monkeypatch.delenv(STORE, raising=False)  # a backup holds files, so this is also the way back from PostgreSQL
    with server(elsewhere) as again:
        assert again.ask("GET", "/api/health").json()["facts"] == "missing"
        assert loopline("facts", "rebuild", "--data", elsewhere).returncode == 0
        post(again, write, 300)
        level(again)
        assert people(again) == before + 40
        again.stop()


@pytest.mark.usefixtures("_store")
@pytest.mark.parametrize(("_store", "seed"), [("sqlite", 0), ("postgresql", 1)], indirect=["_store"])
@pytest.mark.anyio
async def test_facts_rebuilt_from_the_snapshot_are_those_of_before(tmp_path: Path, seed: int) -> None:
    """With merges, publishes, timers, messages and receipts before the horizon and behind it."""
    folder, clock = tmp_path / "data", VirtualClock(NOON)
    async with opened(folder, postbox(seed), clock) as app:
        await live(app, clock, seed)
        app.upkeep.trimming.begin(0)
        await until(lambda: app.upkeep.trimming.status.state == "done")
        horizon = app.upkeep.trimming.reach().horizon
        assert horizon > 0
        await live(app, clock, 100 + seed)
        app.upkeep.trimming.begin(1)
        await until(lambda: app.upkeep.trimming.status.state == "done")
    before = told(folder)
    for _ in range(2):
        async with opened(folder, postbox(seed), clock) as app:
            app.upkeep.rebuild.begin()
            await until(lambda: app.upkeep.rebuild.status.state != "running", 60)
            assert app.upkeep.rebuild.status.state == "done", app.upkeep.rebuild.status
            await app.settle()
        assert told(folder) == before
        (folder / "facts.duckdb").unlink()


@pytest.mark.usefixtures("_store")
@pytest.mark.anyio
async def test_the_days_of_the_settings_stay(tmp_path: Path) -> None:
    folder, clock = tmp_path / "data", VirtualClock(NOON)
    async with opened(folder, postbox(3), clock, Settings(log_days=5)) as app:
        await live(app, clock, 3, steps=20, publishes=False)
        middle, at = app.log.end(), clock.now()
        await asyncio.to_thread(app.upkeep.retention.round)
        assert app.upkeep.trimming.reach().horizon == 0
        clock.move_to(at + 10 * DAY)
        await live(app, clock, 4, steps=20, publishes=False)
        await asyncio.to_thread(app.upkeep.retention.round)
        reach = app.upkeep.trimming.reach()
        assert 0 < reach.horizon <= middle
        assert reach.oldest_at >= at - DAY
        place = Places(folder, Settings().store_url()).log()
        with closing(SqlLog(place, tail_signals=1)) as log, pytest.raises(Missing, match="not in the log any more"):
            log.read(0, 10)
        made = reach.snapshot_at
        clock.move_to(clock.now() + DAY)
        await asyncio.to_thread(app.upkeep.retention.round)
        assert app.upkeep.trimming.reach().snapshot_at == made, "one snapshot serves until the days have come up to it"


@pytest.mark.usefixtures("_store")
@pytest.mark.anyio
async def test_what_something_set_aside_waits_for_stays(tmp_path: Path) -> None:
    folder, clock = tmp_path / "data", VirtualClock(NOON)
    async with opened(folder, postbox(3), clock) as app:
        await live(app, clock, 3, steps=20, publishes=False)
        words = "These signals of the log cannot be read."
        aside = SetAside(kind="signals", name="7", code="unreadable", reason=words, position=app.log.end() // 2)
        app.state.quarantine.report(aside)
        app.upkeep.trimming.begin(0)
        await until(lambda: app.upkeep.trimming.status.state == "done")
        assert 0 < app.upkeep.trimming.reach().horizon < aside.position
        app.state.quarantine.drop_line(app.state.quarantine.items(0, 1)[0])
        app.upkeep.trimming.begin(0)
        await until(lambda: app.upkeep.trimming.status.state == "done")
        assert app.upkeep.trimming.reach().horizon > aside.position


@pytest.mark.anyio
async def test_nothing_leaves_while_facts_are_unfit(tmp_path: Path) -> None:
    folder, clock = tmp_path / "data", VirtualClock(NOON)
    async with opened(folder, postbox(3), clock) as app:
        await live(app, clock, 3, steps=10, publishes=False)
    (folder / "facts.duckdb").unlink()
    async with opened(folder, postbox(3), clock, Settings(log_days=1)) as app:
        with pytest.raises(Conflict, match="rebuild them first"):
            app.upkeep.trimming.begin(0)
        clock.move_to(clock.now() + 10 * DAY)
        await asyncio.to_thread(app.upkeep.retention.round)
        assert app.upkeep.trimming.reach().horizon == 0


def test_a_state_that_has_not_decided_what_has_left_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = begun(folder, tmp_path)
    with server(folder) as running:
        post(running, write, 0)
        level(running)
        running.stop()
    shutil.copy(folder / "state.db", tmp_path / "old.db")
    with server(folder) as running:
        for first in range(20, 100, 20):
            post(running, write, first)
        level(running)
        count = people(running)
        trim(folder)
        running.stop()
    shutil.copy(tmp_path / "old.db", folder / "state.db")
    done = loopline("facts", "rebuild", "--data", folder)
    assert (done.returncode, "state.db" in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr
    (snapshot,) = (folder / "snapshots").iterdir()
    shutil.copy(snapshot / "state.db", folder / "state.db")
    with server(folder) as running:  # as the words of the refusal say
        level(running)
        assert loopline("facts", "rebuild", "--data", folder).returncode == 0
        post(running, write, 500)
        level(running)
        assert people(running) == count + 20
        running.stop()


def test_without_its_snapshot_nothing_is_rebuilt_and_the_words_say_so(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = begun(folder, tmp_path)
    with server(folder) as running:
        for first in range(0, 60, 20):
            post(running, write, first)
        level(running)
        running.stop()
    trim(folder)
    (snapshot,) = (folder / "snapshots").iterdir()
    damaged = snapshot / "facts.duckdb"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = loopline("facts", "rebuild", "--data", folder)
    assert (done.returncode, "is not as it was" in done.stderr) == (1, True), done.stderr
    shutil.rmtree(snapshot)
    done = loopline("facts", "rebuild", "--data", folder)
    assert (done.returncode, "there is no snapshot" in done.stderr) == (1, True), done.stderr


@pytest.mark.usefixtures("_store")
def test_kills_at_any_moment_leave_a_folder_that_goes_on(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The server is killed while it makes a snapshot, puts it in place, trims; what was accepted is there, once.

    With `--times 34` it is killed 102 times.
    """
    lives = KILLS * max(1, round(request.config.getoption("--times")))
    folder, chance = tmp_path / "data", random.Random(7)
    write = begun(folder, tmp_path)
    posted = 0
    for life in range(lives):
        with server(folder) as running:
            for _ in range(20):
                post(running, write, posted)
                posted += 20
            level(running)
            assert running.ask("POST", "/api/log/trim", {"days": 0}).status_code == 200
            time.sleep(chance.uniform(0.0, 0.4))
            post(running, write, posted)
            posted += 20
            running.stop(signal.SIGKILL)
        if life % 2:
            with server(folder) as running:
                level(running)
                done = loopline("facts", "rebuild", "--data", folder)
                assert done.returncode == 0, done.stderr
                assert people(running) == posted
                running.stop()
    trim(folder)
    assert [path.suffix for path in (folder / "snapshots").iterdir()] == [""]
    with server(folder) as running:
        assert level(running)["status"] == "ok"
        assert people(running) == posted
        running.stop()


def test_the_age_of_what_may_leave_is_found_over_gaps_between_positions() -> None:
    gaps, none = random.Random(5), cast(Any, None)
    log: Any = GappedLog(MemoryLog(), lambda: gaps.choice((0, 1, 1 << 30)))
    for first in range(1, 100, 3):
        log.append([events(first, 3)])
    trimmed = DecidedLog(log, none, VirtualClock(NOON))
    for at in range(1, 101):
        assert log.count(trimmed.last_before(at, 0)) == 99 - (at - 1)
    assert [trimmed.accepted_at(1), trimmed.accepted_at(log.end())] == [1, 99]


@pytest.mark.usefixtures("_store")
def test_a_command_that_is_killed_leaves_a_folder_that_goes_on(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With `--times 34` it is killed 102 times."""
    kills = KILLS * max(1, round(request.config.getoption("--times")))
    folder, chance = tmp_path / "data", random.Random(11)
    write = begun(folder, tmp_path)
    command = [sys.executable, "-m", "loopline", "log", "trim", "--days", "0", "--data", str(folder)]
    posted = 0
    for _ in range(kills):
        with server(folder) as running:
            for _ in range(10):
                post(running, write, posted)
                posted += 20
            level(running)
            running.stop()
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            wait_for(lambda: (folder / "snapshots").exists() or process.poll() is not None)
            time.sleep(chance.uniform(0.0, 0.3))
            process.kill()
    rebuilt = loopline("facts", "rebuild", "--data", folder)
    assert rebuilt.returncode == 0, rebuilt.stderr
    trim(folder)
    with server(folder) as running:
        assert level(running)["status"] == "ok"
        assert people(running) == posted
        running.stop()
