"""`loopline report --programme` and `--global`: in words and as JSON, from a server and from a stopped folder."""

import json
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from loopline.cli.keys import create
from loopline.cli.reporting.together import show_programme
from tests.cli.served import loopline, server, wait_for

RULES = """
kind: workspace
holdout: {percent: 20, goal: {event: bought, value: amount, within: 1s}}
programmes:
  growth: {name: Growth, owner: ann, percent: 30, goal: {event: bought, value: amount, within: 1s}}
"""
HELLO = """
kind: journey
id: hello
programme: growth
entry: {on: [signed_up]}
goal: {event: bought, value: amount, within: 1s}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: Hello, text: Hello}}
"""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder in which forty people entered a journey of "growth", and what its running server answered."""
    place = tmp_path_factory.mktemp("programmes")
    folder, files = place / "data", (place / "rules.yaml", place / "hello.yaml")
    for file, text in zip(files, (RULES, HELLO), strict=True):
        file.write_text(text)
    write = create(folder, "write")
    with server(folder) as running:
        pushed = loopline("push", *files, "--data", folder, "--publish", "--reason", "to measure")
        assert pushed.returncode == 0, pushed.stdout + pushed.stderr
        batch: list[dict[str, Any]] = []
        for number in range(40):
            person = f"p{number}"
            batch.append({"type": "identify", "userId": person, "traits": {"email": f"{person}@example.com"}})
            batch.append({"type": "track", "userId": person, "event": "signed_up"})
        assert running.ask("POST", "/v1/batch", {"batch": batch}, key=write).status_code == 200
        wait_for(lambda: running.ask("GET", "/api/health").json()["lag_signals"] == 0)
        time.sleep(1.1)  # the windows of a second close
        found = {
            name: json.loads(loopline("report", *asked, "--data", folder, "--json").stdout)
            for name, asked in (("growth", ("--programme", "growth")), ("global", ("--global",)))
        }
        running.stop()
    return folder, found


def test_from_a_stopped_folder_it_is_the_same(live: tuple[Path, dict[str, Any]]) -> None:
    folder, found = live
    growth = json.loads(loopline("report", "--programme", "growth", "--data", folder, "--json").stdout)
    for key in ("id", "name", "level", "entered", "goal", "percent", "notes"):
        assert growth[key] == found["growth"][key], key
    assert (growth["entered"], growth["level"], found["global"]["level"]) == (40, "programme", "global")
    for arm in ("treated", "held_out"):
        assert growth["lift"][arm]["units"] == found["growth"]["lift"][arm]["units"]
    held = found["global"]["lift"]["held_out"]["units"]
    both = growth["lift"]["treated"]["units"] + growth["lift"]["held_out"]["units"]
    assert 0 < held < 20 and both == 40 - held, "whoever is held out of everything is in no arm of a programme"


def test_in_words(live: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = live
    told = loopline("report", "--programme", "growth", "--data", folder)
    assert told.returncode == 0, told.stderr
    assert "Growth: 40 people entered" in told.stdout and "owner: ann" in told.stdout
    assert "verdict: not_enough_data." in told.stdout and "never add up" in told.stdout
    assert "By month of the first message" in told.stdout and "held out: " in told.stdout
    assert "All programmes together: 40 people entered" in loopline("report", "--global", "--data", folder).stdout


def test_what_cannot_be_asked_is_refused(live: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = live
    for asked, code in (
        (("--programme", "none"), "programme_missing"),
        (("--programme", "growth", "--global"), "report_ambiguous"),
        (("hello", "--global"), "report_ambiguous"),
        (("--global", "--by", "trait:plan"), "report_ambiguous"),
        ((), "report_of_nothing"),
    ):
        told = loopline("report", *asked, "--data", folder)
        assert told.returncode != 0 and code in told.stderr, asked


def test_without_anything_to_compare_it_says_what_to_do() -> None:
    told = StringIO()
    nothing = {
        "name": "growth",
        "entered": 1,
        "goal": "",
        "owner": "",
        "north_star": "",
        "lift": None,
        "cost": None,
        "missing": "Nobody is held out.",
        "credit": None,
        "notes": [],
        "months": [],
        "journeys": [],
    }
    show_programme(nothing, Console(file=told, width=100))
    assert told.getvalue() == "growth: 1 person entered\nNobody is held out.\n"
