"""`loopline query` and `loopline export`: of a server, of a folder, and by a URL; and `loopline report --url`."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.cli.served import loopline, server, wait_for
from tests.studio.house import living

COUNT = "SELECT name, count(*) AS n FROM events GROUP BY name ORDER BY name"


def test_sql_and_files_of_a_server_and_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    rows = [{"user_id": f"p{n}", "event": "bought", "timestamp": f"2026-01-{n:02}T10:00:00Z"} for n in range(1, 6)]
    (tmp_path / "events.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "hello.yaml").write_text(
        "kind: journey\nid: hello\nowner: growth\nentry: {on: [signed_up]}\nstart: mail\n"
        "nodes: {mail: {kind: message, channel: email, content: {subject: Hi, text: Hi}}}\n"
    )
    with server(folder) as served:
        done = loopline("import", tmp_path / "events.jsonl", "--kind", "events", "--data", folder)
        assert done.returncode == 0, done.stderr
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        told = loopline("query", COUNT, "--data", folder)
        assert "bought" in told.stdout and "5" in told.stdout, told.stderr
        key = loopline("keys", "add", "--data", folder, "--role", "analyst").stdout.strip()
        assert key.startswith("lr_")
        far = loopline("query", COUNT, "--url", served.note.url, "--key", key, "--json")
        assert json.loads(far.stdout)["rows"] == [["bought", 5]], far.stderr
        assert loopline("query", COUNT, "--url", served.note.url, "--key", key, "--csv").stdout == "name,n\nbought,5\n"
        far_away = ("--url", served.note.url, "--key", key)
        days = ("--from", "2026-01-03", "--to-day", "2026-01-31")
        done = loopline("export", "--to", tmp_path / "far", *far_away, *days)
        assert done.returncode == 0 and "6 files with 3 facts" in done.stderr, done.stderr
        assert (
            loopline("push", tmp_path / "hello.yaml", "--publish", "--reason", "a test", "--data", folder).returncode
            == 0
        )
        admin = loopline("keys", "add", "--data", folder, "--role", "admin").stdout.strip()
        report = loopline("report", "hello", "--url", served.note.url, env={"LOOPLINE_KEY": admin})
        assert "hello: 0 people entered" in report.stdout, report.stderr
        odd = loopline("query", "COPY facts TO 'x'", "--data", folder)
        assert odd.returncode == 1 and "query_not_select" in odd.stderr
    assert json.loads(loopline("query", COUNT, "--data", folder, "--json").stdout)["rows"] == [["bought", 5]]
    done = loopline("export", "--to", tmp_path / "near", "--data", folder, "--table", "facts")
    assert done.returncode == 0, done.stderr
    found = duckdb.connect().execute(f"SELECT count(*) FROM '{tmp_path}/near/days/*.parquet' WHERE kind = 'event'")
    assert found.fetchone() == (5,)
    assert not list((tmp_path / "near").rglob("*.new"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("query", "SELECT 1"), "target_missing"),
        (("query", "SELECT 1", "--data", "/nowhere/at/all"), "folder_missing"),
        (("export", "--to", "x", "--data", "/nowhere/at/all"), "folder_missing"),
        (("export", "--to", "x", "--data", "y", "--from", "monday"), "export_day"),
        (("export", "--to", "x", "--data", "y", "--table", "kept"), "export_table"),
        (("report", "x"), "target_missing"),
        (("query", "SELECT 1", "--url", "http://127.0.0.1:9"), "server_unreachable"),
    ],
)
def test_what_is_missing_is_said(arguments: tuple[str, ...], code: str) -> None:
    told = loopline(*arguments)
    assert told.returncode == 1 and code in told.stderr


def test_what_a_terminal_obeys_is_not_printed(tmp_path: Path) -> None:
    with living(tmp_path):
        pass
    sql = "SELECT 'a' || chr(27) || ']0;b' || chr(7) || 'c' AS \"n\u001b[2J\", 'x' || chr(8238) || 'y'"
    told = loopline("query", sql, "--data", tmp_path)
    assert "a ]0;b c" in told.stdout and "x y" in told.stdout, told.stderr
    assert not set("\x1b\x07\u202e") & set(told.stdout)
