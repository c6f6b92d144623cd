"""A server whose facts are not those of its state: it starts, decides and sends, and never answers wrong figures."""

import random
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from loopline.cli.keys import create
from loopline.model.fact import Fact
from loopline.model.records import Transaction
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.sql.state import SqlState
from tests.cli.served import Server, loopline, server, wait_for, written

COUNTING = """
kind: segment
id: eager
when: count("signed_up") >= 1
"""
ASKS_FACTS = (
    "/api/journeys",
    "/api/journeys/hello/report",
    "/api/segments",
    "/api/people?q=p",
    "/api/people/p1/why",
    "/api/messages",
)


def signed_up(first: int, count: int) -> dict[str, Any]:
    people = [f"p{n}" for n in range(first, first + count)]
    return {
        "batch": [
            message
            for person in people
            for message in (
                {"type": "identify", "userId": person, "traits": {"email": f"{person}@example.com"}},
                {"type": "track", "userId": person, "event": "signed_up", "messageId": f"up-{person}"},
            )
        ]
    }


def facts_of(running: Server) -> str:
    return str(running.ask("GET", "/api/health").json()["facts"])


def entered(running: Server) -> int:
    return int(running.ask("GET", "/api/journeys/hello/report").json()["entered"])


def sent(running: Server) -> int:
    """The sandbox needs no facts: what reached it was decided and sent."""
    return running.ask("GET", "/metrics").text.count("loopline_attempts_total{")


def made(folder: Path, write: str, people: int = 40, how: signal.Signals = signal.SIGTERM) -> None:
    """A folder with a history, left by a clean stop or another one."""
    with server(folder) as running:
        for document in (written(folder.parent), written(folder.parent, COUNTING, "eager.yaml")):
            done = loopline("push", document, "--data", folder, "--publish", "--reason", "to see it work")
            assert done.returncode == 0, done.stderr
        assert running.ask("POST", "/v1/batch", signed_up(0, people), key=write).status_code == 200
        wait_for(lambda: entered(running) == people)
        running.stop(how)


def refused(running: Server, fitness: str) -> None:
    """It says so in health and at every question, goes on deciding, and shows the way out."""
    health = running.ask("GET", "/api/health").json()
    assert (health["facts"], health["status"]) == (fitness, "degraded")
    for path in ASKS_FACTS:
        answer = running.ask("GET", path)
        assert answer.status_code == 503, (path, answer.text)
        assert answer.json()["error"]["code"] == "facts_unfit"
        assert "loopline facts rebuild" in answer.json()["error"]["text"]
    audience = running.ask("POST", "/api/audience", {"when": "plan == 'pro'"})
    assert (audience.status_code, audience.json()["error"]["code"]) == (503, "facts_unfit")


def goes_on(running: Server, write: str, first: int) -> None:
    """Signals are taken in, decided, and their messages leave."""
    before = messages_sent(running)
    assert running.ask("POST", "/v1/batch", signed_up(first, 5), key=write).status_code == 200
    wait_for(lambda: messages_sent(running) == before + 5)


def messages_sent(running: Server) -> int:
    """How many messages have left, by the record itself: the facts are unfit."""
    with closing(sqlite3.connect(f"file:{running.folder / 'state.db'}?mode=ro", uri=True)) as record:
        return int(record.execute("SELECT count(*) FROM outbox WHERE status = 'sent'").fetchone()[0])


def overwrite(path: Path, at: int, seed: int = 1) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(random.Random(seed).randbytes(20_000))


@pytest.mark.parametrize("at", [0, 8_192])
def test_a_damaged_file_stops_no_journey(tmp_path: Path, at: int) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write)
    overwrite(folder / "facts.duckdb", at)
    with server(folder) as running:
        refused(running, "damaged")
        goes_on(running, write, 100)
        assert running.stop() < 20


@pytest.mark.parametrize("at", [0, 2_000])
def test_a_damaged_write_ahead_file_stops_no_journey(tmp_path: Path, at: int) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write, how=signal.SIGKILL)
    overwrite(folder / "facts.duckdb.wal", at)
    with server(folder) as running:
        refused(running, "missing" if at == 0 else "damaged")
        goes_on(running, write, 100)


def test_a_deleted_file_is_missing_and_not_empty(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write)
    (folder / "facts.duckdb").unlink()
    for first in (100, 200):  # it stays so, however often it starts
        with server(folder) as running:
            refused(running, "missing")
            goes_on(running, write, first)
            running.stop()


def test_an_older_file_is_missing_what_was_exported_since(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write)
    shutil.copy(folder / "facts.duckdb", tmp_path / "older.duckdb")
    with server(folder) as running:
        running.ask("POST", "/v1/batch", signed_up(50, 10), key=write)
        wait_for(lambda: entered(running) == 50)
        running.stop()
    shutil.copy(tmp_path / "older.duckdb", folder / "facts.duckdb")
    with server(folder) as running:
        refused(running, "missing")


def test_a_lost_state_makes_its_facts_those_of_another(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write)
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        (folder / name).unlink(missing_ok=True)
    with server(folder) as running:
        refused(running, "ahead")
        goes_on(running, write, 100)


def test_an_older_state_refuses_newer_facts_also_after_it_has_counted_past_them(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write)
    shutil.copy(folder / "state.db", tmp_path / "older.db")
    with server(folder) as running:
        for first in range(50, 80, 10):
            running.ask("POST", "/v1/batch", signed_up(first, 10), key=write)
            wait_for(lambda first=first: entered(running) == first)
        running.stop()
    for name in ("state.db-wal", "state.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older.db", folder / "state.db")
    with server(folder) as running:
        refused(running, "ahead")
        for first in range(100, 400, 10):
            goes_on(running, write, first)
        running.stop()
    with server(folder) as running:
        refused(running, "ahead")


def test_a_folder_whose_facts_are_unfit_has_one_server_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write, people=3)
    (folder / "facts.duckdb").unlink()
    with server(folder) as running:
        second = loopline("serve", "--data", folder, "--port", "0")
        assert (second.returncode, "folder_taken" in second.stderr) == (1, True), second.stderr
        goes_on(running, write, 100)


def test_nothing_is_published_that_would_count_a_past_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    made(folder, write, people=3)
    (folder / "facts.duckdb").unlink()
    counting = COUNTING.replace("eager", "keen").replace("signed_up", "bought")
    with server(folder):
        path = written(tmp_path, counting, "keen.yaml")
        done = loopline("push", path, "--data", folder, "--publish", "--reason", "to see it refused")
        assert (done.returncode, "facts_unfit" in done.stderr) == (1, True), done.stderr


def unexpected(error: BaseException) -> None:
    raise error


def test_a_file_into_which_nothing_was_ever_exported_is_made_by_the_first_question(tmp_path: Path) -> None:
    path, state, opened = tmp_path / "facts.duckdb", SqlState(tmp_path / "state.db"), list[DuckFacts]()

    def open_file() -> DuckFacts:
        opened.append(DuckFacts(path))
        return opened[-1]

    facts = GuardedFacts(open_file, path.exists, state, unexpected)
    assert (facts.fitness, facts.exported(), opened) == ("fit", 0, [])
    assert facts.query("SELECT count(*) FROM facts") == [(0,)]
    assert (facts.fitness, facts.exported(), len(opened)) == ("fit", 0, 1)
    facts.close()
    again = GuardedFacts(open_file, path.exists, state, unexpected)
    assert len(opened) == 2, "what is there is looked at before anybody is answered"
    again.close()
    state.close()


def test_the_first_chunk_makes_the_file(tmp_path: Path) -> None:
    path, state = tmp_path / "facts.duckdb", SqlState(tmp_path / "state.db")
    facts = GuardedFacts(lambda: DuckFacts(path), path.exists, state, unexpected)
    exporter = FactsExporter(state, facts, unexpected)
    exporter.catch_up()
    assert not path.exists()
    facts_of_one = [Fact(kind="event", person="ann", at=1, name="x")]
    state.commit(
        Transaction(position=1, records=[], outbox=[], marks=[], facts=facts_of_one, epoch=state.take_ownership())
    )
    exporter.catch_up()
    assert (facts.query("SELECT person FROM facts"), exporter.exported) == ([("ann",)], 1)
    facts.close()
    state.close()
