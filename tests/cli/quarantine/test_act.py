"""`loopline quarantine`: listed, put back and dropped, on a folder that nobody serves and through a running server."""

import json
from pathlib import Path

import msgspec

from loopline.cli.quarantine.act import PAGE
from loopline.model.records import Record
from tests.cli.served import loopline, server, wait_for
from tests.studio.house import identify, living, track
from tests.studio.quarantine.damaged import damage_record, record_of, rows


def two_people(folder: Path) -> None:
    """Ann and Bob, and a server that has ended; Ann's record cannot be read."""
    with living(folder) as house:
        house.send(identify("ann", plan="pro"), identify("bob[/red]", plan="free"))


def test_a_stopped_folder_is_listed_and_mended(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    two_people(folder)
    done = loopline("quarantine", "list", "--data", folder)
    assert (done.returncode, done.stdout.strip()) == (0, "Nothing is set aside.")
    state, seen, wake_at = record_of(folder, "bob[/red]")
    damage_record(folder, "bob[/red]")
    with living(folder) as house:
        house.send(track("bob[/red]", "came"), track("ann", "came"))
    done = loopline("quarantine", "list", "--data", folder)
    assert done.returncode == 1
    assert "bob[/red]" in done.stdout and "1 from" in done.stdout and "[unreadable]" in done.stdout
    (item,) = json.loads(loopline("quarantine", "list", "--json", "--data", folder).stdout)
    refused = loopline("quarantine", "retry", item["id"], "--data", folder)
    assert refused.returncode == 1 and "[quarantine_failed]" in refused.stderr
    good = msgspec.msgpack.encode(Record("bob[/red]", state, seen, wake_at))
    rows(folder / "state.db", "UPDATE quarantine SET payload = ? WHERE id = ?", good, item["id"])
    done = loopline("quarantine", "retry", item["id"], "--data", folder)
    assert (done.returncode, done.stdout.strip()) == (0, "Done.")
    assert loopline("quarantine", "list", "--data", folder).returncode == 0
    unknown = loopline("quarantine", "drop", item["id"], "--data", folder)
    assert unknown.returncode == 1 and "[quarantine_unknown]" in unknown.stderr


def test_a_running_server_is_asked(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    two_people(folder)
    rows(folder / "state.db", "UPDATE meta SET chunk = chunk + 1")
    rows(folder / "state.db", "INSERT INTO chunks SELECT chunk, ? FROM meta", b"\x00")
    with server(folder) as running:
        wait_for(lambda: running.ask("GET", "/api/quarantine").json()["items"])
        (item,) = json.loads(loopline("quarantine", "list", "--json", "--data", folder).stdout)
        assert (item["kind"], item["code"]) == ("chunk", "export_failed")
        assert loopline("quarantine", "drop", item["id"], "--data", folder).returncode == 0
        assert loopline("quarantine", "list", "--data", folder).returncode == 0


def test_more_than_a_page_is_listed_whole(tmp_path: Path) -> None:
    folder, many = tmp_path / "data", PAGE + 3
    with living(folder) as house:
        house.send(track("ann", "came"))
    rows(folder / "state.db", "UPDATE meta SET chunk = chunk + ?", many)
    for number in range(many):
        rows(folder / "state.db", "INSERT INTO chunks SELECT chunk - ?, ? FROM meta", number, b"\x00")
    with server(folder) as running:
        wait_for(lambda: running.ask("GET", "/api/health").json()["set_aside"].get("chunk") == many)
        assert len(json.loads(loopline("quarantine", "list", "--json", "--data", folder).stdout)) == many
        running.stop()
    assert len(json.loads(loopline("quarantine", "list", "--json", "--data", folder).stdout)) == many
