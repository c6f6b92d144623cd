"""`loopline why` and `report`: in words and as JSON, the same from a stopped folder and from a running server."""

import json
import shutil
from io import StringIO
from math import inf
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from loopline.cli.answers import show_contrasts, show_report
from loopline.cli.keys import create
from loopline.learning.lift.contrasts import Contest, contrasts
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.report import Spending
from loopline.learning.lift.strata import Stratum
from loopline.learning.lift.verdict import judge
from loopline.learning.stats.interval import Estimate
from loopline.learning.stats.moments import ArmCounts
from tests.cli.served import loopline, server, wait_for, written
from tests.storage.duckdb.before import as_of_schema_6

ODD = "=x/y?z 1%"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two people entered a journey, one of them with an id that no address likes."""
    place = tmp_path_factory.mktemp("answers")
    folder = place / "data"
    write = create(folder, "write")
    with server(folder) as running:
        assert loopline("push", written(place), "--data", folder, "--publish", "--reason", "x").returncode == 0
        batch = []
        for person in ("ann", ODD):
            batch.append({"type": "identify", "userId": person, "traits": {"email": "a@example.com"}})
            batch.append({"type": "track", "userId": person, "event": "signed_up"})
        assert running.ask("POST", "/v1/batch", {"batch": batch}, key=write).status_code == 200
        wait_for(lambda: running.ask("GET", "/api/messages?status=sent").json()["messages"])
        live = {
            "why": loopline("why", "ann", "--data", folder, "--json").stdout,
            "odd": loopline("why", ODD, "--data", folder, "--json").stdout,
            "report": loopline("report", "hello", "--data", folder, "--json").stdout,
            "groups": loopline("report", "hello", "--data", folder, "--by", "trait:email", "--json").stdout,
            "nobody": str(loopline("why", "nobody", "--data", folder).returncode),
        }
        (place / "live.json").write_text(json.dumps(live))
        running.stop()
    return folder


@pytest.fixture(scope="module")
def live(folder: Path) -> dict[str, str]:
    """What the running server answered."""
    found: dict[str, str] = json.loads((folder.parent / "live.json").read_text())
    return found


def test_why_in_words(folder: Path) -> None:
    done = loopline("why", "ann", "--data", folder, "--journey", "hello")
    assert done.returncode == 0, done.stderr
    first = done.stdout.splitlines()[0]
    assert first.startswith("Got no message: the sandbox kept 1; last: ")
    assert "Entered hello by signed_up." in done.stdout


def test_why_as_json_is_the_same_from_both(folder: Path, live: dict[str, str]) -> None:
    done = loopline("why", "ann", "--data", folder, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["person"] == "ann"
    assert [entry["journey"] for entry in answer["entries"]] == ["hello"]
    assert answer == json.loads(live["why"])


def test_an_odd_id_is_asked_for_as_it_is(folder: Path, live: dict[str, str]) -> None:
    done = loopline("why", ODD, "--data", folder, "--json")
    assert json.loads(done.stdout)["person"] == ODD
    assert json.loads(done.stdout) == json.loads(live["odd"])


def test_one_who_entered_is_a_person(live: dict[str, str]) -> None:
    told = StringIO()
    show_report(json.loads(live["report"]) | {"entered": 1}, Console(file=told))
    assert "hello: 1 person entered" in told.getvalue()


def shown(live: dict[str, str], **more: object) -> str:
    """A report in words, with more in it than nobody's holdout gives."""
    told, answer = StringIO(), json.loads(live["report"])
    show_report(answer | json.loads(msgspec.json.encode(more)), Console(file=told, width=400))
    return told.getvalue()


def test_the_lift_is_told_relative_first_in_conversions_and_in_money(live: dict[str, str]) -> None:
    treated, held = ArmCounts(90_000, 1_800, 180_000.0, 3.6e7), ArmCounts(10_000, 100, 10_000.0, 2e6)
    lift = judge(treated, held, Plan(), now=9 * 86_400_000, started_at=0, attributed=(2_700, 270_000.0))
    told = shown(live, lift=lift)
    assert "conversions: +100.0% (" in told and "treated less held out +0.0100 (" in told
    assert "incremental 900.0 beside attributed 2700 (3.0 times as much)" in told
    assert "revenue a person: 2.00 against 1.00, +100.0% (" in told
    assert "incremental 90000.00 beside attributed 270000.00 (3.0 times as much)" in told
    assert "revenue" not in shown(live, lift=judge(ArmCounts(90, 9), ArmCounts(10, 1), Plan(), now=1, started_at=0))


def test_bounds_that_cannot_be_given_and_a_failed_check_are_told(live: dict[str, str]) -> None:
    few = judge(ArmCounts(900, 90, 900.0, 9e4), ArmCounts(100, 9, 90.0, 9e3), Plan(), now=1, started_at=0)
    assert "(no bounds yet)" in shown(live, lift=few)
    failed = judge(ArmCounts(900, 90, 900.0, 9e4), ArmCounts(900, 9, 90.0, 9e3), Plan(), now=1, started_at=0)
    assert "verdict: guard_failed" in shown(live, lift=failed) and "revenue" not in shown(live, lift=failed)


def test_orders_and_the_capped_twin_are_told_as_what_they_are(live: dict[str, str]) -> None:
    one = Estimate(1.5, 0.5, 2.5, 0.2)
    spent = Spending(
        0.2, 0.1, Estimate(0.1, 0.05, 0.15, 1.0), 9.0, 8.0, one, 99, 400.0, one, Estimate(1.2, 1.1, inf, 0.2)
    )
    told = shown(live, lift=judge(ArmCounts(90, 9), ArmCounts(10, 1), Plan(), now=1, started_at=0), spending=spent)
    assert "no buyer above 400.00 (the 99th percentile): +1.50 (+0.50 to +2.50), +20.0% (at least +10.0%)" in told
    assert "orders a person: 0.2000 against 0.1000 (+0.0500 to +0.1500, one look)" in told
    assert "revenue an order: 9.00 against 8.00 (+0.50 to +2.50, one look)" in told


def test_a_report_in_words_says_what_the_incremental_number_is_of(live: dict[str, str]) -> None:
    note = "Goals of colleagues are not counted."
    lift = judge(ArmCounts(900, 180), ArmCounts(100, 10), Plan(), now=1, started_at=0)
    more: dict[str, object] = {"conversions": 9.0, "low": 1.0, "high": 12.0}
    for caused, said in (
        (None, "incremental 90.0 beside attributed"),
        ({**more, "of": ""}, "incremental 90.0 beside attributed"),
        ({**more, "of": "first visit only"}, "incremental 9.0 (first visit only)"),
    ):
        told = shown(live, lift=lift, caused=caused, outcomes=note)
        assert said in told and note in told


def test_report_in_words_and_as_json(folder: Path, live: dict[str, str]) -> None:
    words = loopline("report", "hello", "--data", folder)
    assert words.returncode == 0, words.stderr
    assert "hello: 2 people entered" in words.stdout
    assert "messaged 2, held out 0, converted 0" in words.stdout
    assert "No holdout" in words.stdout
    plain = json.loads(loopline("report", "hello", "--data", folder, "--json").stdout)
    assert (plain["entered"], plain["messaged"]) == (2, 2)
    told = json.loads(live["report"])
    assert {k: plain[k] for k in ("entered", "messaged", "funnel")} == {
        k: told[k] for k in ("entered", "messaged", "funnel")
    }


def test_a_report_is_the_same_from_a_facts_file_of_before(folder: Path, tmp_path: Path) -> None:
    """The file is taken over when it is opened, and the figures are those of its facts."""
    older = tmp_path / "data"
    shutil.copytree(folder, older)
    as_of_schema_6(older / "facts.duckdb")
    answers = [
        json.loads(loopline("report", "hello", "--data", place, "--json").stdout) | {"counted_at": 0}
        for place in (folder, older)
    ]
    assert answers[0] == answers[1] and answers[1]["entered"] == 2


def test_report_by_group_is_the_same_from_both(folder: Path, live: dict[str, str]) -> None:
    words = loopline("report", "hello", "--data", folder, "--by", "trait:email")
    assert words.returncode == 0 and "no group can be compared" in words.stdout
    plain = json.loads(loopline("report", "hello", "--data", folder, "--by", "trait:email", "--json").stdout)
    told = json.loads(live["groups"])
    assert plain | {"counted_at": 0} == told | {"counted_at": 0}
    wrong = loopline("report", "hello", "--data", folder, "--by", "email")
    assert wrong.returncode != 0 and "breakdown_invalid" in wrong.stderr


def test_comparisons_in_words() -> None:
    held = Stratum(0.5, ArmCounts(5_000, 800), ArmCounts(5_000, 500))
    found = contrasts([Contest("bold", "plain", (held,)), Contest("loud", "plain", ())])
    console = Console(record=True, width=200)
    show_contrasts(msgspec.to_builtins(found), "A test", console)
    text = console.export_text()
    assert "bold" in text and "16.00% of 5000" in text and "lift" in text
    assert "not enough data: 0 of 25" in text and "2 comparisons are made at once" in text


@pytest.mark.parametrize(("command", "name"), [("why", "nobody"), ("report", "nothing")])
def test_what_is_not_there(folder: Path, live: dict[str, str], command: str, name: str) -> None:
    done = loopline(command, name, "--data", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("loopline: ")
    assert "Traceback" not in done.stderr
    assert live["nobody"] == "1"
