"""`loopline metrics`: of a server and of a folder, in words, as CSV and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.served import loopline, server, wait_for


def test_a_metric_of_a_server_and_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    rows = [
        {"user_id": person, "event": "bought", "timestamp": f"2026-01-{day:02}T10:00:00Z"}
        for person, day in (("ann", 5), ("ann", 20), ("ben", 5))
    ]
    (tmp_path / "events.jsonl").write_text("\n".join(map(json.dumps, rows)))
    asked = ("metrics", "repeat_purchase", "--event", "bought", "--data", folder)
    with server(folder) as served:
        assert loopline("import", tmp_path / "events.jsonl", "--kind", "events", "--data", folder).returncode == 0
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        told = loopline(*asked)
        assert "Repeat purchase rate" in told.stdout and "50.0%" in told.stdout, told.stderr
        assert "retention" in loopline("metrics", "--data", folder).stdout
        live = json.loads(loopline(*asked, "--json").stdout)
        assert live["rows"] == [["2026-01-01", 2, 1, 0.5, 0]]
        none = loopline("metrics", "latency", "--data", folder)
        assert "Nothing has happened" in none.stdout
    assert loopline(*asked, "--csv").stdout == "group,buyers,again,share,open\n2026-01-01,2,1,0.5,0\n"
    assert "retention" in json.loads(loopline("metrics", "--data", folder, "--json").stdout)["metrics"][0]["name"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("churn",), "target_missing"),
        (("churn", "--data", "/nowhere/at/all"), "folder_missing"),
        (("churn", "--data", "/tmp", "--step", "year"), "folder_missing"),
    ],
)
def test_what_is_missing_is_said(arguments: tuple[str, ...], code: str) -> None:
    told = loopline("metrics", *arguments)
    assert told.returncode == 1 and code in told.stderr
