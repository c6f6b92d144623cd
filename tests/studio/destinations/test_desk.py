"""Destinations: facts, people and memberships as they are here, in a database and in a folder of others."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from loopline.settings import Settings
from tests.cli.served import wait_for
from tests.storage.postgres import running_postgres
from tests.studio.house import WELCOME, House, Json, error_of, identify, living, track

TABLES = ["facts", "people", "lists", "merges", "memberships"]
FREE = {"name": "Free", "when": 'plan == "free"', "reason": "to see it work"}


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[House]:
    """A house where two people live, one of them in a journey."""
    with living(tmp_path / "data", Settings(sources=str(tmp_path / "lake"))) as house:
        fill(house)
        yield house


def fill(house: House) -> None:
    house.publish(WELCOME)
    assert house.client.put("/api/segments/free", json=FREE).status_code == 200
    house.send(identify("ann", plan="free", email="ann@box.test"), identify("bob", plan="pro"))
    house.send(track("ann", "signed_up"))
    assert house.client.put("/api/people/bob/lists/vip", json={"member": True}).status_code < 300
    house.settle()


def run_of(house: House, name: str) -> Json:
    answer = house.client.post(f"/api/destinations/{name}/run")
    assert answer.status_code == 200, answer.text

    def ended() -> Json | None:
        line = house.get(f"/api/destinations/{name}")
        return line["last"] if not line["wanted"] and line["last"]["state"] != "running" else None

    found: Json = wait_for(ended)
    return found


def added(house: House, name: str, url: str, kind: str, **spec: Any) -> None:
    answer = house.client.post("/api/destinations", json={"name": name, "url": url, "spec": {"kind": kind, **spec}})
    assert answer.status_code == 200, answer.text


def members(rows: list[tuple[Any, ...]]) -> set[tuple[str, str, str]]:
    return {(str(kind), str(name), str(person)) for kind, name, person in rows}


MEMBERS = {("segment", "free", "ann"), ("journey", "welcome", "ann")}


def test_a_database_has_what_is_here_and_only_what_changed_is_written_again(lived: House) -> None:
    path = Path(lived.app.folder) / "destinations" / "out.db"
    path.parent.mkdir()
    added(lived, "out", f"sqlite:///{path}", "sql")
    first = run_of(lived, "out")
    assert first["state"] == "done" and first["files"] >= 4, first
    with sqlite3.connect(path) as base:
        asked = "SELECT kind, name, person FROM loopline_memberships"
        assert members(base.execute(asked).fetchall()) == MEMBERS
        assert base.execute("SELECT person, email FROM loopline_people WHERE email <> ''").fetchall() == [
            ("ann", "ann@box.test")
        ]
        assert base.execute("SELECT list, person FROM loopline_lists").fetchall() == [("vip", "bob")]
        facts = base.execute("SELECT count(*) FROM loopline_facts").fetchone()[0]
        ours = lived.client.post("/api/query", json={"sql": "SELECT count(*) FROM facts"}).json()["rows"][0][0]
        assert facts == ours
    again = run_of(lived, "out")
    assert (again["state"], again["files"]) == ("done", 1)  # who is where is said each time
    lived.send(track("bob", "bought", amount=9))
    assert run_of(lived, "out")["files"] >= 2
    with sqlite3.connect(path) as base:
        bought = base.execute("SELECT count(*) FROM loopline_facts WHERE kind = 'event' AND name = 'bought'")
        assert bought.fetchone() == (1,)


def test_a_folder_has_the_same_files(lived: House, tmp_path: Path) -> None:
    lake = tmp_path / "lake" / "loopline"
    added(lived, "lake", str(lake), "folder", tables=["facts", "memberships"])
    assert run_of(lived, "lake")["state"] == "done"
    with duckdb.connect() as base:
        asked = f"SELECT kind, name, person FROM '{lake}/memberships.parquet'"
        assert members(base.execute(asked).fetchall()) == MEMBERS
        [(count,)] = base.execute(f"SELECT count(*) FROM '{lake}/days/*.parquet' WHERE kind = 'entered'").fetchall()
        assert count == 1
    assert not (lake / "people.parquet").exists()
    [day] = (lake / "days").glob("*.parquet")
    day.unlink()  # it is written again
    assert run_of(lived, "lake")["files"] == 2 and day.exists()


def test_a_postgresql_is_written_and_a_refusal_is_told(tmp_path: Path) -> None:
    with running_postgres() as postgres:
        url = postgres.make(how="TEMPLATE template0")
        with living(tmp_path / "data", Settings(sources=str(postgres.folder))) as house:
            fill(house)
            added(house, "pg", url, "sql", tables=["people", "memberships"])
            assert run_of(house, "pg")["state"] == "done"
            with psycopg.connect(url, client_encoding="utf8") as base:
                asked = b"SELECT kind, name, person FROM loopline_memberships"
                assert members(base.execute(asked).fetchall()) == MEMBERS
                base.execute(b"ALTER TABLE loopline_memberships DROP COLUMN person")
                base.commit()
            failed = run_of(house, "pg")
            assert failed["state"] == "failed" and "[destination_refused]" in failed["fault"]


def test_what_may_not_be_reached_is_refused_and_secrets_are_not_shown(lived: House) -> None:
    def told(url: str, kind: str, **spec: Any) -> str:
        body = {"name": "any", "url": url, "spec": {"kind": kind, **spec}}
        return error_of(lived.client.post("/api/destinations", json=body))[1]

    assert told(str(Path(lived.app.folder) / "secrets"), "folder") == "source_folder"
    assert told(f"sqlite:///{lived.app.folder}/studio.db", "sql") == "source_folder"
    assert told("mysql://a:b@db.example/x", "sql") == "source_private"
    assert told("relative", "folder") == "source_folder"
    assert told(str(Path(lived.app.folder) / "destinations"), "folder", tables=[]) == "destination_tables"
    added(lived, "far", "postgresql://me:s3cr3t@203.0.113.7/x", "sql", schedule="0 3 * * *")
    assert "s3cr3t" not in lived.client.get("/api/destinations").text
    assert lived.get("/api/destinations/far")["next_at"] > 0
    assert lived.client.post("/api/destinations/far/pause").json()["next_at"] == 0
    assert error_of(lived.client.post("/api/destinations/far/run")) == (409, "destination_paused")
    assert lived.client.delete("/api/destinations/far").status_code == 204
    assert error_of(lived.client.get("/api/destinations/far/runs")) == (404, "destination_unknown")


def test_a_folder_of_others_leads_nowhere_else(lived: House, tmp_path: Path) -> None:
    lake, other = tmp_path / "lake" / "loopline", tmp_path / "other"
    for folder in (lake, other / "sub"):
        folder.mkdir(parents=True)
    kept = [other / "kept.txt", other / "sub" / "kept.parquet", other / "written"]
    for one in kept:
        one.write_text("kept")
    marks = {f"../../other/{one.relative_to(other)}": "x" for one in kept}
    (lake / "loopline.json").write_text(json.dumps({**marks, **{str(one): "x" for one in kept}}))
    (lake / "memberships.parquet.new").symlink_to(kept[2])
    added(lived, "lake", str(lake), "folder", tables=["facts", "memberships"])
    assert run_of(lived, "lake")["state"] == "done"
    assert [one.read_text() for one in kept] == ["kept"] * 3
    (day,) = (lake / "days").glob("*.parquet")
    day.unlink()
    day.parent.rmdir()
    day.parent.symlink_to(other)
    failed = run_of(lived, "lake")
    assert failed["state"] == "failed" and "[source_folder]" in failed["fault"]
    assert not list(other.glob("*.parquet"))
    (lived.app.folder / "destinations").mkdir()
    (lived.app.folder / "destinations" / "out.db").symlink_to(kept[0])
    body = {"name": "any", "url": f"sqlite:///{lived.app.folder}/destinations/out.db", "spec": {"kind": "sql"}}
    assert error_of(lived.client.post("/api/destinations", json=body)) == (400, "source_folder")
