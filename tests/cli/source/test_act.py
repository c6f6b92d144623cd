"""`loopline source`: by command, on a folder that nobody serves and through a server, killed in the middle too."""

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.cli.served import SECONDS, Server, loopline, server, wait_for
from tests.studio.sources.stand import PEOPLE, crm, drop_folder

EVENTS = 60_000
VISITORS = 40


def add(folder: Path, name: str, kind: str, said: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """The command with its URL and headers at standard input."""
    command = [sys.executable, "-m", "loopline", "source", "add", name, kind, "--data", str(folder), *options]
    return subprocess.run(command, input=said + "\n", capture_output=True, text=True, timeout=SECONDS, check=False)


def test_a_source_without_a_server_is_tried_set_up_run_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    loopline("keys", "create", "admin", "--data", folder)
    path = drop_folder(folder) / "crm.db"
    crm(path, ("ann", "free", 3, 1), ("", "pro", 1, 2))
    url, asked = f"sqlite:///{path}", ("--query", PEOPLE, "--cursor", "updated_at")
    tried = add(folder, "crm", "sql", url, *asked, "--dry-run")
    assert tried.returncode == 1 and "2 rows were read, 1 would be refused. Nothing was taken." in tried.stdout, tried
    assert "row 2, column user_id" in tried.stdout
    made = add(folder, "crm", "sql", url, *asked)
    assert made.returncode == 0, made.stderr
    assert loopline("source", "test", "crm", "--data", folder).returncode == 1
    ran = loopline("source", "run", "crm", "--data", folder)
    assert ran.returncode == 1 and "2 rows: 1 were taken, 1 were not. [done]" in ran.stdout, ran.stdout + ran.stderr
    loopline("source", "refused", "crm", "1", tmp_path / "refused.csv", "--data", folder)
    assert (tmp_path / "refused.csv").read_text().splitlines()[1].startswith("2,user_id,")
    again = loopline("source", "run", "crm", "--data", folder)
    assert again.returncode == 0 and "0 rows" in again.stdout, again.stdout + again.stderr
    assert "It rests." in loopline("source", "pause", "crm", "--data", folder).stdout
    listed = loopline("source", "list", "--data", folder).stdout
    assert "paused" in listed and "0 rows, 0 refused" in listed
    assert "It goes on." in loopline("source", "resume", "crm", "--data", folder).stdout
    assert loopline("source", "remove", "crm", "--data", folder).returncode == 0
    assert "There is no source." in loopline("source", "list", "--data", folder).stdout


def visits(path: Path) -> None:
    """Events of some people, of which each third row is none."""
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE visits (number INTEGER PRIMARY KEY, person TEXT, at TEXT)")
        rows = [(n, f"p{n % VISITORS}" if n % 3 else "", "2026-11-01T10:00:00Z") for n in range(EVENTS)]
        base.executemany("INSERT INTO visits VALUES (?, ?, ?)", rows)
    base.close()


def test_a_source_killed_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    path = drop_folder(folder) / "visits.db"
    visits(path)
    query = "SELECT number, person AS user_id, at FROM visits"

    def rows(served: Server) -> int:
        last = served.ask("GET", "/api/sources/visits").json()["last"]
        return int(last["rows"]) if last else 0

    with server(folder) as served:
        told = ("--query", query, "--cursor", "number", "--takes", "events", "--set", "event=visited")
        made = add(folder, "visits", "sql", f"sqlite:///{path}", *told)
        assert made.returncode == 0, made.stderr
        served.ask("POST", "/api/sources/visits/run")
        for least in (3_000, 20_000):
            wait_for(lambda least=least: rows(served) >= least)
            served.stop(signal.SIGKILL)
            assert rows_kept(folder) < EVENTS, "it was too quick to be killed"
            served.__init__(folder)  # type: ignore[misc]  # the same place, served anew
        wait_for(lambda: served.ask("GET", "/api/sources/visits").json()["last"]["state"] == "done")
        last = served.ask("GET", "/api/sources/visits").json()["last"]
        good = sum(1 for n in range(EVENTS) if n % 3)
        assert (last["rows"], last["accepted"], last["refused"]) == (EVENTS, good, EVENTS - good)
        counted = "SELECT count(*), count(DISTINCT json_extract_string(data, '$.number')) FROM events"
        wait_for(lambda: served.ask("GET", "/api/log").status_code == 200)

        def all_counted() -> bool:
            answer = served.ask("POST", "/api/query", {"sql": counted, "limit": 1})
            return answer.status_code == 200 and answer.json()["rows"] == [[good, good]]

        wait_for(all_counted)
        refused = served.ask("GET", "/api/sources/visits/runs/1/refused").text.splitlines()
        assert len(refused) == 10_001 and len(set(refused)) == 10_001


def rows_kept(folder: Path) -> int:
    """How far the source is by its row, which nobody has open."""
    with sqlite3.connect(folder / "studio.db") as base:
        [[record]] = base.execute("SELECT record FROM source_runs")
    return int(json.loads(record)["rows"])
