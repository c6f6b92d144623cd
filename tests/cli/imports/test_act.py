"""`loopline import`: by command, on a folder that nobody serves and through a server, killed in the middle too."""

import csv
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from loopline.bench.server import family
from loopline.cli.imports.act import import_rows, new_import
from loopline.model.errors import Invalid
from loopline.studio.imports.reader_process import MODULE
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.studio.house import living

ODD = "\ufeffuser id;E-Mail;Plan;Seats;Note\r\n"


def people(served: Server, *ids: str) -> list[Any]:
    return [served.ask("GET", f"/api/people/{one}").json() for one in ids]


def rows_of(served: Server, identity: str) -> int:
    return int(served.ask("GET", f"/api/imports/{identity}").json()["rows"])


def _reader(served: Server) -> int:
    """The process that reads the rows."""

    def found() -> list[int]:
        return [one for one in family(served.note.pid) if MODULE.encode() in _command(one)]

    return int(wait_for(found)[0])


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def refused_in(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["line"], row["column"], row["code"]) for row in csv.DictReader(lines)]


def test_an_odd_file_is_tried_and_brought_in_without_a_server(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "people.csv"
    rows = [f"u{number};u{number}@box.test;pro;{number};plain" for number in range(1, 41)]
    rows += ['ann;ann@box.test;free;7;"two\r\nlines; and ""quotes"""', "bob;bob@box.test;free;many;", "ragged;x@y.test"]
    rows += [
        "nul;n@box.test;a\0b;1;",
        'cut;c@box.test;"free;2;',
        "after;a@box.test;free;3;good again",
        ";nobody@box.test;x;1;",
    ]
    file.write_bytes((ODD + "\r\n".join(rows) + "\r\n").encode())
    bad = [
        ("44", "Seats", "row_cell"),
        ("45", "", "row_cells"),
        ("46", "Plan", "row_cell"),
        ("47", "", "row_unreadable"),
    ]
    bad.append(("49", "user_id", "identity_missing"))
    tried = loopline("import", file, "--dry-run", "--data", folder)
    assert tried.returncode == 1, tried.stderr
    assert "encoding utf-8, delimiter ';'" in tried.stdout and "Seats -> seats (number)" in tried.stdout
    assert "line 44, column Seats: 'many'; expected a number" in tried.stdout
    assert "5 would be refused. Nothing was taken." in tried.stdout
    done = loopline("import", file, "--data", folder)
    assert done.returncode == 1 and "47 rows: 42 were taken, 5 were not. [done]" in done.stdout, (
        done.stdout + done.stderr
    )
    assert refused_in(tmp_path / "people.csv.refused.csv") == bad
    with server(folder) as served:
        ann, after, u40 = people(served, "ann", "after", "u40")
        assert ann["traits"]["note"] == 'two\r\nlines; and "quotes"' and ann["traits"]["seats"] == 7
        assert ann["traits"]["email"] == "ann@box.test" and after["traits"]["note"] == "good again"
        assert u40["traits"]["seats"] == 40
        assert served.ask("GET", "/api/people/bob").status_code == 404
        again = loopline("import", file, "--data", folder)
        assert "It was read before." in again.stderr and "42 were taken" in again.stdout
        shrunk = new_import(file, "people", ["Plan=-"], [], "", "", "", live=False)
        file.write_bytes(b"id\n")
        with pytest.raises(Invalid, match="has become shorter"):
            import_rows(folder, file, shrunk, None, dry_run=False)


def test_an_import_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, file, count = tmp_path / "data", tmp_path / "big.csv", 12_000
    with file.open("w", encoding="utf-8") as out:
        out.write("id,plan,seats\n")
        out.writelines(f"p{n},pro,{'bad' if n % 33 == 0 else n}\n" for n in range(count))
    bad = [str(n + 2) for n in range(count) if n % 33 == 0]
    with server(folder) as first:
        asked = {"name": "big.csv", "sha256": _sha(file), "size": file.stat().st_size}
        view = first.ask("POST", "/api/imports", asked).json()
        _put(first, view["id"], file.read_bytes())
        assert first.ask("POST", f"/api/imports/{view['id']}/start").json()["state"] == "running"
        wait_for(lambda: rows_of(first, view["id"]) >= 1_000)
        os.kill(_reader(first), signal.SIGKILL)  # what reads the rows is begun again, by itself
        wait_for(lambda: rows_of(first, view["id"]) >= 3_000)
        first.stop(signal.SIGKILL)
    with server(folder) as second:
        done = loopline("import", file, "--data", folder)
        assert f"{count:,} rows: {count - len(bad):,} were taken, {len(bad):,} were not. [done]" in done.stdout, (
            done.stderr
        )
        kept = second.ask("GET", f"/api/imports/{view['id']}").json()
        assert (kept["rows"], kept["refused"]) == (count, len(bad))
        assert [line for line, _, _ in refused_in(tmp_path / "big.csv.refused.csv")] == bad
        last = count - 1
        wait_for(lambda: people(second, f"p{last}")[0].get("traits") == {"plan": "pro", "seats": last})
        assert wait_for(lambda: second.ask("GET", "/readyz").status_code == 200)
    with living(folder) as house:
        house.settle()
        counted = "SELECT count(*), count(DISTINCT person) FROM facts WHERE kind = 'person' AND reason = 'import'"
        total = house.app.facts.query(counted, {})[0]
        assert tuple(total) == (count - len(bad), count - len(bad))


def test_a_silent_event_begins_no_journey_and_a_live_one_does(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "events.jsonl"
    assert loopline("push", written(tmp_path), "--data", folder, "--publish", "--reason", "x").returncode == 0
    file.write_text('{"user_id": "ann", "event": "signed_up", "plan": {"name": "pro"}}\n{"user_id": 1\n')
    with server(folder) as served:
        known = tmp_path / "known.csv"
        known.write_text("user_id,email\nann,ann@box.test\n")
        assert loopline("import", known, "--data", folder).returncode == 0
        quiet = loopline("import", file, "--kind", "events", "--data", folder)
        assert "2 rows: 1 were taken, 1 were not" in quiet.stdout, quiet.stdout + quiet.stderr
        assert served.ask("GET", "/api/messages").json()["messages"] == []
        loud = loopline("import", file, "--kind", "events", "--live", "--data", folder)
        assert "1 were taken" in loud.stdout
        (message,) = wait_for(lambda: served.ask("GET", "/api/messages").json()["messages"])
        assert message["person"] == "ann"


def test_consent_lists_and_suppressions_are_brought_in(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    consent = tmp_path / "consent.csv"
    consent.write_text("user_id,channel,topic,allowed,at,form\nann,email,,yes,2025-01-02,/sign-up\nann,fax,,yes,,\n")
    lists = tmp_path / "lists.csv"
    lists.write_text("user_id,member\nann,true\nbob,perhaps\n")
    addresses = tmp_path / "bounced.csv"
    addresses.write_text("address,reason\nold@box.test,bounced\nnobody,bounced\n")
    with server(folder) as served:
        for file, *more in ((consent, "consent"), (lists, "lists", "--set", "list=vip"), (addresses, "suppressions")):
            kind, *options = more
            done = loopline("import", file, "--kind", kind, *options, "--data", folder)
            assert "2 rows: 1 were taken, 1 were not. [done]" in done.stdout, done.stdout + done.stderr
        ann = wait_for(lambda: served.ask("GET", "/api/people/ann").json())
        assert ann["lists"] == ["vip"]
        assert "/sign-up" in json.dumps(ann)
        found = served.ask("GET", "/api/suppressions").json()["suppressions"]
        assert [(one["address"], one["reason"]) for one in found] == [("old@box.test", "bounced")]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "bad.csv"
    for text, code in (
        ("", "import_empty"),
        ("id,plan,plan\na,b,c\n", "import_columns"),
        ("plan,seats\nfree,2\n", "import_field_missing"),
    ):
        file.write_text(text)
        done = loopline("import", file, "--data", folder)
        assert done.returncode == 1 and f"[{code}]" in done.stderr, done.stdout + done.stderr
    file.write_text("id,plan\n")
    assert "0 rows: 0 were taken" in loopline("import", file, "--data", folder).stdout


def _sha(file: Path) -> str:
    from hashlib import sha256

    return sha256(file.read_bytes()).hexdigest()


def _put(served: Server, identity: str, content: bytes) -> None:
    import httpx2

    headers = {"Authorization": f"Bearer {served.note.key}"}
    with httpx2.Client(base_url=served.note.url, timeout=60, trust_env=False, verify=False) as client:
        for begin in range(0, len(content), 1_000_000):
            part = content[begin : begin + 1_000_000]
            path = f"/api/imports/{identity}/content"
            answer = client.put(path, params={"offset": begin}, content=part, headers=headers)
            assert answer.status_code == 200, answer.text
