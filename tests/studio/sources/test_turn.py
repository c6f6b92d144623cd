"""Turns of sources of each kind: what they bring, what they leave, what is asked again when something fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from loopline.settings import Settings
from tests.cli.served import wait_for
from tests.storage.postgres import running_postgres
from tests.studio.house import House, error_of, living
from tests.studio.sources.stand import added, body, drop_folder, run_of, service, stored_files, traits

CHANGED = "2026-11-30T0{}:00:00Z"


@pytest.fixture
def near(tmp_path: Path) -> Iterator[House]:
    """A house that may reach this machine."""
    with living(tmp_path / "data", Settings(sources="127.0.0.1")) as made:
        yield made


def parquet(path: Path, select: str) -> None:
    with duckdb.connect() as base:
        base.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


def record(person: str, hour: int, **more: Any) -> dict[str, Any]:
    return {"id": person, "changed": CHANGED.format(hour), **more}


def test_a_postgresql_is_read_and_nothing_is_written_there(tmp_path: Path) -> None:
    with running_postgres() as postgres:
        url = postgres.make(how="TEMPLATE template0")
        with psycopg.connect(url, autocommit=True) as base:
            base.execute("CREATE TABLE crm (id text, plan text, paid numeric, tags jsonb, changed timestamptz)")
            base.execute("CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM crm; SELECT 1'")
            base.execute(
                "INSERT INTO crm SELECT 'p' || n, CASE WHEN n % 2 = 0 THEN 'a:b 100%' ELSE 'pro' END, n + 0.5, "
                "'[\"x\"]', timestamptz '2026-11-01' + n * interval '1 ms' FROM generate_series(1, 2500) AS n"
            )
        with living(tmp_path / "data", Settings(sources=f"{postgres.folder}, db.internal")) as house:
            query = "SELECT id, plan, paid, tags, changed FROM crm WHERE plan LIKE '%:%' OR plan = 'pro'::text"
            added(house, body("pg", url, query=query, cursor="changed"))
            first = run_of(house, "pg")
            assert (first["state"], first["accepted"], first["refused"]) == ("done", 2_500, 0), first
            found = traits(house, "p2")
            assert (found["plan"], found["paid"], found["tags"]) == ("a:b 100%", 2.5, ["x"])
            with psycopg.connect(url, autocommit=True) as base:
                base.execute("UPDATE crm SET plan = 'pro', changed = now() WHERE id = 'p2'")
            assert run_of(house, "pg")["rows"] == 1
            assert traits(house, "p2")["plan"] == "pro"
            wiped = house.client.post("/api/sources/test", json=body("wipe", url, query="SELECT wipe() AS user_id"))
            assert error_of(wiped) == (400, "source_question") and "read-only" in wiped.text
            with psycopg.connect(url) as base:
                assert base.execute("SELECT count(*) FROM crm").fetchall() == [(2_500,)]


def test_files_are_read_when_they_change_behind_a_cursor_or_each_once(house: House) -> None:
    folder = drop_folder(Path(house.app.folder))
    parquet(folder / "people.parquet", "SELECT 'ann' AS id, 'free' AS plan")
    added(house, body("whole", str(folder / "people.parquet"), kind="file"))
    assert [run_of(house, "whole")["rows"] for _ in range(2)] == [1, 0]
    parquet(folder / "people.parquet", "SELECT unnest(['ann', 'bob']) AS id, 'pro' AS plan")
    assert run_of(house, "whole")["rows"] == 2 and traits(house, "ann")["plan"] == "pro"
    parquet(folder / "people.parquet", "SELECT 'ann' AS id, 'free' AS plan")  # as it was at first: said again
    assert run_of(house, "whole")["rows"] == 1 and traits(house, "ann")["plan"] == "free"

    told = {"kind": "file", "takes": "events", "set": {"event": "bought"}, "once": True}
    for day in (1, 2):
        parquet(folder / f"day-{day}.parquet", f"SELECT 'ann' AS id, {day} AS amount FROM range({day})")
    added(house, body("days", str(folder / "day-*.parquet"), **told))
    assert run_of(house, "days")["rows"] == 3  # two rows of one day are the same in every column, and two purchases
    parquet(folder / "day-3.parquet", "SELECT 'ann' AS id, 9 AS amount")
    assert run_of(house, "days")["rows"] == 1 and run_of(house, "days")["rows"] == 0
    bought = "SELECT count(*) FROM events WHERE name = 'bought'"
    wait_for(lambda: house.client.post("/api/query", json={"sql": bought}).json()["rows"] == [[4]])

    with duckdb.connect(str(folder / "lake.duckdb")) as base:
        base.execute(
            "CREATE TABLE crm AS SELECT 'cid' AS id, 'pro' AS plan, TIMESTAMP '2026-11-01 10:00:00' AS changed"
        )
    url = str(folder / "lake.duckdb")
    added(house, body("lake", url, kind="file", query="SELECT * FROM crm", cursor="changed"))
    assert [run_of(house, "lake")["rows"] for _ in range(2)] == [1, 0] and traits(house, "cid")["plan"] == "pro"


def test_a_query_over_files_opens_no_other_one(house: House) -> None:
    folder = drop_folder(Path(house.app.folder))
    parquet(folder / "one.parquet", "SELECT 'ann' AS id")

    def told(query: str, url: str = str(folder / "one.parquet"), **spec: Any) -> str:
        answer = house.client.post("/api/sources/test", json=body("any", url, kind="file", query=query, **spec))
        return error_of(answer)[1]

    assert told("SELECT content AS id FROM read_text('/etc/hostname')") == "source_question"
    assert told(f"SELECT * FROM read_parquet('{folder}/*.parquet')") == "source_question"
    assert told("SELECT 1", "/etc/hostname.csv") == "source_folder"
    assert told("SELECT 1", f"{folder}/../studio.csv") == "source_folder"
    assert told("SELECT 1", f"{folder}/none.parquet") == "source_file_missing"
    assert told("SELECT 1", f"{folder}/one.exe") == "source_file_kind"
    assert told("COPY pulled TO 'x.csv'") == "source_query"


def test_a_file_of_the_web_comes_in_parts_of_one_version(near: House, tmp_path: Path) -> None:
    parquet(
        tmp_path / "people.parquet", "SELECT 'p' || i AS id, repeat('x', 50) || random() AS note FROM range(3000) t(i)"
    )
    content = (tmp_path / "people.parquet").read_bytes()
    with stored_files({"/people.parquet": content}) as store:
        added(near, body("lake", f"{store.url}/people.parquet?sig=1", kind="file", headers={"X-Token": "abc"}))
        assert run_of(near, "lake")["rows"] == 3_000
        assert store.headers[0]["X-Token"] == "abc" and "p2999" in near.client.get("/api/people/p2999").text
        assert run_of(near, "lake")["rows"] == 0 and store.statuses[-1] == 304


def test_pages_of_a_service_are_followed_and_only_what_changed_comes_again(near: House) -> None:
    records = [record(f"r{n}", n, plan="free") for n in range(5)]
    with service(records) as stand:
        told: dict[str, Any] = {"kind": "rest", "records": "data.items", "next": "paging.next", "next_param": "after"}
        told |= {"cursor": "changed", "since_param": "since", "a_second": 100}
        added(near, body("crm", stand.url, headers={"Authorization": "Bearer t0ken"}, **told))
        assert run_of(near, "crm")["rows"] == 5 and len(stand.asked) == 3
        assert stand.headers[0]["Authorization"] == "Bearer t0ken" and "since" not in stand.asked[0]
        stand.records[4] = record("r4", 6, plan="pro")
        stand.records.append(record("r5", 4, plan="late"))  # at the newest value of before
        again = run_of(near, "crm")
        assert (again["rows"], stand.asked[-1]["since"]) == (2, CHANGED.format(4))
        assert traits(near, "r4")["plan"] == "pro" and traits(near, "r5")["plan"] == "late"
        assert run_of(near, "crm")["rows"] == 0


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("2026-11-30T09:00:00Z", "2026-11-30T09:00:00.5Z"),
        ("2026-11-30T10:30:00+02:00", "2026-11-30T09:00:00Z"),
        ("2026-11-30T09:00:00.9Z", "2026-11-30T09:00:00.95+00:00"),
    ],
)
def test_times_are_in_the_order_of_time_however_they_are_written(near: House, first: str, later: str) -> None:
    with service([{"user_id": "t1", "changed": first}]) as stand:
        name = "times-" + "".join(letter for letter in later if letter.isdigit())
        added(near, body(name, stand.url, kind="rest", records="data.items", cursor="changed", a_second=100))
        assert run_of(near, name)["rows"] == 1
        stand.records.append({"user_id": "t2", "changed": later})
        assert run_of(near, name)["rows"] == 1
        assert near.get(f"/api/sources/{name}")["after"] == later
        assert run_of(near, name)["rows"] == 0


def test_a_service_that_is_away_is_asked_again_at_the_page_where_it_was(near: House) -> None:
    records = [record(f"w{n}", n) for n in range(6)]
    with service(records) as stand:
        added(near, body("away", stand.url, kind="rest", records="data.items", page_param="page", a_second=100))
        stand.failures = [200, 503]
        near.client.post("/api/sources/away/run")
        waits = wait_for(lambda: near.get("/api/sources/away")["last"].get("state") == "waiting")
        assert waits and "[source_busy]" in near.get("/api/sources/away")["last"]["fault"]
        near.client.post("/api/sources/away/run")  # no need to wait for it
        wait_for(lambda: near.get("/api/sources/away")["last"]["state"] == "done")
        assert [one["page"] for one in stand.asked][:4] == ["1", "2", "2", "3"]
        assert near.get("/api/sources/away/runs")["past"][-1]["rows"] == 6


def test_a_service_inside_our_network_is_not_asked_unless_it_is_named(house: House) -> None:
    with service([record("x", 1)]) as stand:
        asked = body("inside", stand.url, kind="rest", records="data.items")
        assert error_of(house.client.post("/api/sources/test", json=asked)) == (400, "source_private")
        assert not stand.asked


@pytest.mark.parametrize("option", ["?unix_socket=/run/other.sock", "?Host=10.0.0.1", "?read_default_file=/etc/x"])
def test_a_host_that_is_named_leads_to_no_other(near: House, option: str) -> None:
    for driver in ("mysql+pymysql", "postgresql+psycopg2"):
        asked = body("named", f"{driver}://me:pass@127.0.0.1/x{option}", query="SELECT 1 AS user_id")
        assert error_of(near.client.post("/api/sources/test", json=asked)) == (400, "source_url")


def test_the_next_page_of_another_host_is_not_asked(near: House) -> None:
    with service([record("x", 1), record("y", 2), record("z", 3)]) as stand:
        stand.elsewhere = "http://127.0.0.1:1/steal"
        asked = body("other", stand.url, kind="rest", records="data.items", next="paging.next", a_second=100)
        added(near, asked)
        last = run_of(near, "other")
        assert last["state"] == "failed" and "another host" in last["fault"]


def test_a_question_that_never_ends_is_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.studio.sources.turn.QUESTION_SECONDS", 0.5)
    folder = drop_folder(Path(house.app.folder))
    parquet(folder / "small.parquet", "SELECT 'ann' AS id")
    query = "SELECT count(*) AS id FROM range(1000000000) a, range(1000000000) b, pulled"
    answer = house.client.post(
        "/api/sources/test", json=body("slow", f"{folder}/small.parquet", kind="file", query=query)
    )
    assert error_of(answer) == (400, "source_question") and "nterrupt" in answer.text
