"""`loopline list`: people are put on it and taken off it by file, counted, shown, and written to a file again."""

import json
from pathlib import Path

from tests.cli.served import loopline, server, wait_for


def test_a_list_goes_in_and_out_by_file(tmp_path: Path) -> None:
    folder, file, out = tmp_path / "data", tmp_path / "vip.csv", tmp_path / "out.csv"
    file.write_text("Customer,Comment\nann,first\nbob,second\n~eve,third\n,nobody\n")
    named = ("--map", "Customer=user_id", "--data", folder)
    assert loopline("list", "sizes", "--data", folder).stdout.strip() == "Nobody is on any list."
    added = loopline("list", "add", "a/vip", file, *named)
    assert added.returncode == 1 and "4 rows: 3 were taken, 1 were not. [done]" in added.stdout, added.stderr
    with server(folder) as served:
        known = tmp_path / "known.csv"
        known.write_text("anonymous_id,email\nx1,x1@box.test\n")
        assert loopline("import", known, "--data", folder).returncode == 0
        assert loopline("list", "add", "a/vip", known, "--data", folder).returncode == 0
        assert loopline("list", "add", "b", known, "--data", folder).returncode == 0

        def sizes() -> dict[str, int]:
            return {one["name"]: one["people"] for one in served.ask("GET", "/api/lists").json()["lists"]}

        assert wait_for(lambda: sizes() == {"a/vip": 4, "b": 1})
        told = json.loads(loopline("list", "sizes", "--json", "--data", folder).stdout)
        assert told == [{"name": name, "people": people, "accounts": 0} for name, people in (("a/vip", 4), ("b", 1))]
        first = served.ask("GET", "/api/lists?limit=1").json()
        rest = served.ask("GET", f"/api/lists?limit=1&cursor={first['next']}").json()
        assert [one["name"] for one in (*first["lists"], *rest["lists"])] == ["a/vip", "b"] and rest["next"] is None
        page = served.ask("GET", "/api/lists/a%2Fvip/people?limit=3").json()
        assert page["people"] == 4 and [one["person"] for one in page["members"]] == ["=~eve", "ann", "bob"]
        more = served.ask("GET", f"/api/lists/a%2Fvip/people?cursor={page['next']}").json()
        assert [(one["person"], one["email"]) for one in more["members"]] == [("~x1", "x1@box.test")]
        assert loopline("list", "export", "a/vip", out, "--data", folder).returncode == 0
        written = out.read_text()
        assert written.splitlines() == ["user_id,anonymous_id,email", "~eve,,", "ann,,", "bob,,", ",x1,x1@box.test"]
        formula = tmp_path / "formula.jsonl"
        formula.write_text('{"user_id": "=cmd|1", "email": "+a@box.test"}\n{"user_id": "+49170"}\n')
        assert loopline("import", formula, "--data", folder).returncode == 0
        assert loopline("list", "add", "odd", formula, "--data", folder).returncode == 0
        assert wait_for(lambda: sizes().get("odd") == 2)
        assert loopline("list", "add", "b\\[red]c", known, "--data", folder).returncode == 0
        assert wait_for(lambda: sizes().get("b\\[red]c") == 1)
        assert "b\\[red]c" in loopline("list", "sizes", "--data", folder).stdout
        lines = served.ask("GET", "/api/lists/odd/export").text.splitlines()
        assert lines[1:] == ["+49170,,", "'=cmd|1,,'+a@box.test"]
        assert loopline("list", "export", "odd", formula.with_suffix(".csv"), "--data", folder).returncode == 0
        assert loopline("list", "remove", "odd", formula.with_suffix(".csv"), "--data", folder).returncode == 0
        assert wait_for(lambda: "odd" not in sizes())  # they are the same people
        assert served.ask("GET", "/api/lists/none/export").json()["error"]["code"] == "list_unknown"
        assert loopline("list", "remove", "a/vip", out, "--data", folder).returncode == 0
        assert wait_for(lambda: sizes() == {"b": 1, "b\\[red]c": 1})


def test_accounts_and_ends_go_in_by_file(tmp_path: Path) -> None:
    folder, file, people = tmp_path / "data", tmp_path / "pilot.csv", tmp_path / "people.csv"
    file.write_text("Company,until\nacme,\nzeta,2090-01-01\nlate,2001-01-01\n")
    people.write_text("user_id\nann\n")
    added = loopline("list", "add", "pilot", file, "--map", "Company=account_id", "--data", folder)
    assert added.returncode == 1 and "3 rows: 1 were taken, 2 were not." in added.stdout, added.stdout
    until = ("--until", "2040-01-31T09:00:00Z")
    assert loopline("list", "add", "trial", people, *until, "--data", folder).returncode == 0
    with server(folder) as served:
        ann = served.ask("GET", "/api/people/ann").json()
        assert (ann["lists"], ann["list_ends"]) == (["trial"], {"trial": 2_211_613_200_000})
        sizes = json.loads(loopline("list", "sizes", "--json", "--data", folder).stdout)
        assert {one["name"]: (one["people"], one["accounts"]) for one in sizes} == {"pilot": (0, 1), "trial": (1, 0)}
        assert served.ask("GET", "/api/accounts/acme").json()["lists"] == ["pilot"]
