"""Facts rebuilt from the log are the facts of before: after merges, publishes, timers, messages and receipts; while
new signals come in; after a kill of the process that rebuilds them, or of the server."""

import signal
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from loopline.app import App
from loopline.cli.keys import create
from loopline.model.errors import Conflict
from loopline.model.records import Frontier, SetAside
from loopline.runtime.clock import VirtualClock
from loopline.storage.duckdb.facts import DuckFacts
from loopline.upkeep.rebuilder import WORK
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.runtime.parts import NOON, event, opened, until
from tests.runtime.upkeep.lives import Row, live, postbox, told


async def rebuilt(app: App) -> None:
    """To the end of one."""
    app.upkeep.rebuild.begin()
    await until(lambda: app.upkeep.rebuild.status.state != "running", 60)
    assert app.upkeep.rebuild.status.state == "done", app.upkeep.rebuild.status
    await app.settle()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.anyio
async def test_they_are_the_facts_of_before(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "data"
    clock = VirtualClock(NOON)
    async with opened(folder, postbox(seed), clock) as app:
        await live(app, clock, seed)
        kinds = {str(row[0]) for row in app.facts.query("SELECT DISTINCT kind FROM facts")}
    assert kinds >= {
        "merged",
        "published",
        "state",
        "waited",
        "message",
        "attempt",
        "receipt",
        "exited",
        "goal",
        "list",
    }
    before = told(folder)
    async with opened(folder, postbox(seed), clock) as app:
        await rebuilt(app)
        assert app.facts.fitness == "fit"
        assert not (folder / WORK).exists()
    assert told(folder) == before
    (folder / "facts.duckdb").unlink()
    async with opened(folder, postbox(seed), clock) as app:
        assert app.health()["facts"] == "missing"
        await rebuilt(app)
        assert app.health()["facts"] == "fit"
    assert told(folder) == before


@pytest.mark.anyio
async def test_the_same_log_gives_the_same_facts_byte_for_byte(tmp_path: Path) -> None:
    """Also in what depends on the moment: position, number of the place, and when it was decided."""
    folder = tmp_path / "data"
    clock = VirtualClock(NOON)
    found = []
    async with opened(folder, postbox(7), clock) as app:
        await live(app, clock, 7, steps=40)
        for _ in range(2):
            await rebuilt(app)
            found.append(app.facts.query("SELECT * EXCLUDE (number) FROM facts"))
    assert found[0] == found[1]


@pytest.mark.anyio
async def test_what_waits_for_unfit_facts_is_told_and_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, clock = tmp_path / "data", VirtualClock(NOON)
    async with opened(folder, postbox(3), clock) as app:
        await live(app, clock, 3, steps=5)
    (folder / "facts.duckdb").unlink()
    monkeypatch.setattr("loopline.runtime.vitals.UNEXPORTED_SECONDS", 0.0)
    async with opened(folder, postbox(3), clock) as app:
        await live(app, clock, 4, steps=2, publishes=False)
        health = app.vitals.report()
        assert (health.status, health.facts, health.fault) == ("degraded", "missing", "")
        assert health.oldest.unexported_facts_seconds > 0
        await rebuilt(app)
        monkeypatch.undo()
        health = app.vitals.report()
        assert (health.status, health.facts, health.facts_lag_chunks) == ("ok", "fit", 0)


@pytest.mark.anyio
async def test_signals_that_come_in_meanwhile_are_in_them_once(tmp_path: Path) -> None:
    folder, seed = tmp_path / "data", 2
    clock = VirtualClock(NOON)
    async with opened(folder, postbox(seed), clock) as app:
        await live(app, clock, seed)
        app.upkeep.rebuild.begin()
        with pytest.raises(Conflict, match="already"):
            app.upkeep.rebuild.begin()
        rounds = 0
        while app.upkeep.rebuild.status.state == "running":
            rounds += 1
            await live(app, clock, 1000 * seed + rounds, steps=2, publishes=False)
        assert rounds > 1
        assert app.upkeep.rebuild.status.state == "done"
        await live(app, clock, 77, steps=5, publishes=False)
    meanwhile = told(folder)
    async with opened(folder, postbox(seed), clock) as app:
        await rebuilt(app)
    assert told(folder) == meanwhile


@pytest.mark.anyio
async def test_a_process_that_is_killed_is_started_again_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    clock = VirtualClock(NOON)
    async with opened(folder, postbox(1), clock) as app:
        await live(app, clock, 1)
    before = told(folder)
    async with opened(folder, postbox(1), clock) as app:
        rebuild = app.upkeep.rebuild
        rebuild.begin()
        await until(lambda: rebuild._process is not None)
        assert rebuild._process is not None
        rebuild._process.kill()
        await until(lambda: rebuild.status.state != "running", 60)
        assert rebuild.status.state == "done"
    assert told(folder) == before


@pytest.mark.anyio
async def test_a_chunk_that_is_put_back_at_the_end_of_a_rebuild_is_in_them_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, clock = tmp_path / "data", VirtualClock(NOON)
    async with opened(folder, postbox(5), clock) as app:
        await live(app, clock, 5, steps=20)
        number = _set_aside(app, await _next_chunk(app, clock))
        rebuild, quarantine = app.upkeep.rebuild, app.state.quarantine

        def swap_late(last: Sequence[Frontier], swap: Callable[[Sequence[Frontier]], None] = rebuild._swap) -> None:
            """An operator asks, and the loop does it, when the last frontier is known."""
            quarantine.ask(number, "retry")
            app.worker.wake()
            item = quarantine.item(number)
            assert item is not None and quarantine.put_back(item)
            swap(last)

        monkeypatch.setattr(rebuild, "_swap", swap_late)
        await rebuilt(app)
        await app.settle()
        assert quarantine.items(0, 10) == []
        monkeypatch.undo()
    with_the_chunk = told(folder)
    async with opened(folder, postbox(5), clock) as app:
        await rebuilt(app)
    assert told(folder) == with_the_chunk


async def _next_chunk(app: App, clock: VirtualClock) -> tuple[int, bytes]:
    """The facts of some more life, before they are exported."""
    with app.exporter.held():
        await app.accept([event("p1", "seen", clock.now()), event("p2", "seen", clock.now())])
        await until(lambda: bool(app.state.chunks(app.exporter.exported, 1)))
        return app.state.chunks(app.exporter.exported, 1)[0]


def _set_aside(app: App, chunk: tuple[int, bytes]) -> int:
    """As the exporter does with a chunk that cannot be read."""
    number, lines = chunk
    app.facts.append(number, b"")
    app.state.quarantine.report(
        SetAside(kind="chunk", name=str(number), code="export_failed", reason="a test", payload=lines)
    )
    app.state.quarantine.flush()
    return app.state.quarantine.items(0, 1)[0].id


@pytest.mark.parametrize("spoilt", ["state.db", "facts.duckdb", "version"])
@pytest.mark.anyio
async def test_work_that_cannot_be_gone_on_with_is_begun_anew(tmp_path: Path, spoilt: str) -> None:
    folder = tmp_path / "data"
    clock = VirtualClock(NOON)
    async with opened(folder, postbox(2), clock) as app:
        await live(app, clock, 2, steps=30)
    before = told(folder)
    (folder / WORK).mkdir()
    (folder / WORK / "version").write_text("0.0.0" if spoilt == "version" else _version())
    if spoilt != "version":
        (folder / WORK / spoilt).write_bytes(b"this is no such file" * 1_000)
    async with opened(folder, postbox(2), clock) as app:
        await rebuilt(app)
    assert told(folder) == before


def _version() -> str:
    from loopline import __version__

    return __version__


TIMED = """
kind: journey
id: hello
entry: {on: [signed_up], reentry: {policy: always}}
goal: {event: bought, within: 14d}
holdout: {percent: 20}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: Hello, text: Hello}, then: rest}
  rest: {kind: wait, for: 1s, then: more}
  more: {kind: message, channel: email, content: {subject: More, text: More}}
"""


def post(running: Server, write: str, first: int, count: int) -> None:
    batch = [
        message
        for n in range(first, first + count)
        for message in (
            {"type": "identify", "userId": f"p{n}", "anonymousId": f"a{n}", "traits": {"email": f"p{n}@example.com"}},
            {"type": "track", "userId": f"p{n}", "event": "signed_up", "messageId": f"up-{n}"},
            {"type": "group", "userId": f"p{n}", "groupId": f"g{n % 3}", "traits": {"seats": n}},
        )
    ]
    assert running.ask("POST", "/v1/batch", {"batch": batch}, key=write).status_code == 200


def entered(running: Server) -> int:
    answer = running.ask("GET", "/api/journeys/hello/report")
    return int(answer.json()["entered"]) if answer.status_code == 200 else -1


def test_by_command_while_the_server_runs_and_signals_come_in(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    with server(folder) as running:
        assert (
            loopline("push", written(tmp_path, TIMED), "--data", folder, "--publish", "--reason", "x").returncode == 0
        )
        for first in range(0, 200, 50):
            post(running, write, first, 50)
        wait_for(lambda: entered(running) == 200)
        running.stop(signal.SIGKILL)
    (folder / "facts.duckdb").unlink()
    with server(folder) as running:
        assert running.ask("POST", "/api/facts/rebuild").status_code == 200
        assert running.ask("GET", "/api/health").json()["facts"] == "rebuilding"
        refused = running.ask("GET", "/api/journeys/hello/report")
        assert (refused.status_code, "being rebuilt" in refused.json()["error"]["text"]) == (503, True)
        again = running.ask("POST", "/api/facts/rebuild")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "rebuild_running")
        wait_for(lambda: list((folder / WORK).glob("*.db")))
        running.stop(signal.SIGKILL)  # the server dies in the middle, and the rest is rebuilt by command
    with server(folder) as running:
        post(running, write, 200, 25)
        done = loopline("facts", "rebuild", "--data", folder)
        assert done.returncode == 0, done.stderr
        assert "rebuilt up to position" in done.stderr
        post(running, write, 225, 25)
        wait_for(lambda: entered(running) == 250)
        wait_for(lambda: running.ask("GET", "/api/journeys").json()["journeys"][0]["people_inside"] == 0)
        assert running.ask("GET", "/api/health").json()["facts"] == "fit"
        running.stop()
    served = told(folder)
    alone = loopline("facts", "rebuild", "--data", folder)
    assert alone.returncode == 0, alone.stderr
    assert told(folder) == served


ENROLLMENT = 5
"""Its place in a row of `told`."""
COUNTED = """
kind: journey
id: counted
entry: {on: [seen], reentry: {policy: always}}
start: which
nodes:
  which: {kind: split, branches: [{when: 'count("signed_up") >= 1', then: mail}], otherwise: out}
  mail: {kind: message, channel: email, content: {subject: Again, text: Again}}
  out: {kind: exit}
"""


def by_enrollment(found: dict[str, Any]) -> dict[str, object]:
    """The facts in the order of each enrollment: those of two people who were merged later have none among them."""
    ordered: dict[object, list[Row]] = defaultdict(list)
    for person, rows in found["facts"].items():
        for row in rows:
            ordered[person, row[ENROLLMENT]].append(row)
    return {**found, "facts": dict(ordered)}


def test_what_browsers_said_odd_times_and_counted_pasts_are_decided_the_same(tmp_path: Path) -> None:
    """Refusals of a browser's key, notes about messages, and the past of a name that a publish begins to count."""
    folder = tmp_path / "data"
    tomorrow = datetime.fromtimestamp(time.time() + 86_400, UTC).isoformat()
    write, browser = create(folder, "server"), create(folder, "browser")
    with server(folder) as running:
        pushed = written(tmp_path, TIMED)
        assert loopline("push", pushed, "--data", folder, "--publish", "--reason", "x").returncode == 0
        post(running, write, 0, 40)
        wait_for(lambda: entered(running) == 40)
        said = [
            message
            for n in range(20)
            for message in (
                {"type": "alias", "previousId": f"p{n}", "userId": f"p{n + 1}", "messageId": f"merge-{n}"},
                {"type": "identify", "userId": f"p{n}", "traits": {"email": f"x{n}@example.com", "plan": "pro"}},
                {"type": "identify", "userId": f"p{n}", "anonymousId": f"b{n}", "messageId": f"know-{n}"},
            )
        ]
        assert running.ask("POST", "/v1/batch", {"batch": said}, key=browser).status_code == 200
        pushed = written(tmp_path, COUNTED, "counted.yaml")
        assert loopline("push", pushed, "--data", folder, "--publish", "--reason", "x").returncode == 0
        later = [
            message
            for n in range(30)
            for message in (
                {"type": "alias", "previousId": f"p{n}", "userId": f"q{n // 2}", "messageId": f"join-{n}"},
                {"type": "track", "userId": f"p{n}", "event": "signed_up", "messageId": f"up-{n}"},
                {
                    "type": "track",
                    "userId": f"p{n}",
                    "event": "seen",
                    "timestamp": tomorrow if n % 2 else "2199-01-01T00:00:00Z",
                },
            )
        ]
        assert running.ask("POST", "/v1/batch", {"batch": later}, key=write).status_code == 200
        wait_for(lambda: running.ask("GET", "/api/health").json()["lag_signals"] == 0)
        wait_for(
            lambda: all(row["people_inside"] == 0 for row in running.ask("GET", "/api/journeys").json()["journeys"])
        )
        running.stop()
    facts = DuckFacts(folder / "facts.duckdb")
    reasons = {str(row[0]) for row in facts.query("SELECT DISTINCT reason FROM facts WHERE kind = 'quality'")}
    again = facts.query("SELECT count(*) FROM facts WHERE kind = 'message' AND journey = 'counted'")
    facts.close()
    before = by_enrollment(told(folder))
    assert again != [(0,)], "the past that was backfilled is counted"
    assert reasons == {"address_refused", "alias_refused", "time_future", "time_unreadable"}
    done = loopline("facts", "rebuild", "--data", folder)
    assert done.returncode == 0, done.stderr
    assert by_enrollment(told(folder)) == before


def test_a_folder_that_is_none_is_not_made_one(tmp_path: Path) -> None:
    done = loopline("facts", "rebuild", "--data", tmp_path / "nothing")
    assert (done.returncode, "folder_missing" in done.stderr) == (1, True)
    assert not (tmp_path / "nothing").exists()


def test_facts_of_a_lost_state_are_rebuilt_too(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    with server(folder) as running:
        assert (
            loopline("push", written(tmp_path, TIMED), "--data", folder, "--publish", "--reason", "x").returncode == 0
        )
        post(running, write, 0, 60)
        wait_for(lambda: entered(running) == 60)
        running.stop()
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        (folder / name).unlink(missing_ok=True)
    with server(folder) as running:
        assert running.ask("GET", "/api/health").json()["facts"] == "ahead"
        done = loopline("facts", "rebuild", "--data", folder)
        assert done.returncode == 0, done.stderr
        assert entered(running) == 60
    facts = DuckFacts(folder / "facts.duckdb")
    assert facts.query("SELECT count(*) FROM facts WHERE kind = 'entered'") == [(60,)]
    facts.close()
