"""`loopline backlog`, `review` and `overlap`: on a folder, and through the server that runs on it."""

import json
from pathlib import Path

import pytest

from tests.cli.served import JOURNEY, loopline, server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a journey."""
    folder = tmp_path_factory.mktemp("improved")
    document = folder / "hello.yaml"
    document.write_text(JOURNEY)
    pushed = loopline("push", document, "--data", folder / "data", "--publish", "--reason", "to begin")
    assert pushed.returncode == 0, pushed.stderr
    return folder / "data"


def test_an_item_is_added_listed_and_set(folder: Path) -> None:
    wanted = ("--effect", 30, "--effort-days", 2, "--journey", "hello", "--node", "mail", "--due", "2020-01-01")
    added = loopline("backlog", "add", "A shorter [mail]", "--data", folder, *wanted)
    assert added.returncode == 0, added.stderr
    item = added.stdout.strip()
    listed = loopline("backlog", "list", "--data", folder)
    assert item in listed.stdout and "hello / mail" in listed.stdout and "2020-01-01" in listed.stdout
    assert loopline("backlog", "set", item, "--data", folder, "--state", "done", "--note", "it did").returncode == 0
    assert "nothing of this" in loopline("backlog", "list", "--data", folder).stdout
    (done,) = json.loads(loopline("backlog", "list", "--data", folder, "--state", "all", "--json").stdout)["items"]
    assert (done["state"], done["note"], done["effect"], done["title"]) == ("done", "it did", 30, "A shorter [mail]")
    assert loopline("backlog", "look", "--data", folder).stdout == "0 new in the backlog\n"
    wrong = loopline("backlog", "set", "none", "--data", folder, "--state", "done")
    assert wrong.returncode == 1 and "backlog_unknown" in wrong.stderr


def test_a_review_is_printed_and_written_as_a_page(folder: Path, tmp_path: Path) -> None:
    printed = loopline("review", "this", "--data", folder)
    assert printed.returncode == 0, printed.stderr
    assert "What everything caused" in printed.stdout and "hello: version 1 of the journey" in printed.stdout
    page = tmp_path / "review.html"
    assert loopline("review", "this", "--data", folder, "--html", page).returncode == 0
    assert page.read_text().startswith("<!doctype html>")
    assert json.loads(loopline("review", "last", "--data", folder, "--json").stdout)["changed"] == []
    wrong = loopline("review", "2026-11-29", "--data", folder)
    assert wrong.returncode == 1 and "review_week" in wrong.stderr


def test_the_overlap_is_told_and_the_server_says_the_same(folder: Path) -> None:
    alone = loopline("overlap", "--data", folder)
    assert alone.returncode == 0 and "0 people entered a journey in 28 days." in alone.stdout
    with server(folder) as running:
        by_url = ("--url", running.note.url, "--key", running.note.key)
        assert loopline("overlap", *by_url).stdout == alone.stdout
        added = loopline("backlog", "add", "Over the wire", *by_url)
        assert added.returncode == 0, added.stderr
        assert loopline("backlog", "set", added.stdout.strip(), *by_url, "--owner", "Mara").returncode == 0
        assert "Mara" in loopline("backlog", "list", *by_url).stdout
        assert loopline("backlog", "look", *by_url).stdout == "0 new in the backlog\n"
        assert "What everything caused" in loopline("review", "this", *by_url).stdout
