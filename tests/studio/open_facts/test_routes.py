"""Open facts over HTTP: SQL and files by an analyst's key, which may do nothing else; other keys may not."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import httpx2
import pytest

from tests.studio.house import WELCOME, House, error_of, identify, living, track

COUNT = "SELECT name, count(*) AS n FROM events GROUP BY name ORDER BY name"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three people in a journey."""
    with living(tmp_path_factory.mktemp("house")) as house:
        house.publish(WELCOME)
        people = ("ann", "ben", "+cmd")
        house.send(*(identify(one, email="x@example.test", plan="free") for one in people))
        house.send(*(track(one, "signed_up") for one in people))
        yield house


@pytest.fixture(scope="module")
def analyst(house: House) -> Iterator[httpx2.Client]:
    """Somebody with an analyst's key."""
    key = house.app.keys.create("analyst")
    headers = {"Authorization": f"Bearer {key}"}
    with httpx2.Client(base_url=house.url, headers=headers, timeout=60, trust_env=False, verify=False) as client:
        yield client


def test_a_question_sees_what_was_sent_a_moment_ago(house: House, analyst: httpx2.Client) -> None:
    house.send(track("ann", "bought", amount=3))
    found = analyst.get("/api/query", params={"sql": COUNT}).json()
    assert found["rows"] == [["bought", 1], ["signed_up", 3]]
    assert [one["name"] for one in found["columns"]] == ["name", "n"] and found["as_of"] > 0 and not found["truncated"]
    posted = analyst.post("/api/query", json={"sql": "SELECT person FROM people ORDER BY person", "limit": 2}).json()
    assert posted["rows"] == [["+cmd"], ["ann"]] and posted["truncated"]


def test_csv_is_safe_for_spreadsheets(analyst: httpx2.Client) -> None:
    asked = {"sql": "SELECT person FROM people ORDER BY person", "format": "csv"}
    found = analyst.get("/api/query", params=asked)
    assert found.headers["content-type"].startswith("text/csv")
    assert found.text.split("\r\n") == ["person", "'+cmd", "ann", "ben", ""]


def test_a_number_stays_a_number_in_csv(analyst: httpx2.Client) -> None:
    sql = "SELECT -1.50 AS back, -20000000000000000000::HUGEINT AS huge, '-1+1' AS text, chr(10) || '=1' AS line"
    found = analyst.get("/api/query", params={"sql": sql, "format": "csv"}).text
    assert found == "back,huge,text,line\r\n-1.50,-20000000000000000000,'-1+1,\"'\n=1\"\r\n"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sql FROM sqlite_master, (WITH sqlite_master AS (SELECT 1) SELECT 2) AS b",
        "SELECT * FROM Duckdb_Views WHERE EXISTS (WITH duckdb_views AS (SELECT 1) SELECT 2)",
        "WITH pg_settings AS (SELECT 1) SELECT 1 UNION ALL SELECT 2",
    ],
)
def test_a_name_that_a_with_gives_elsewhere_opens_no_catalog(house: House, analyst: httpx2.Client, sql: str) -> None:
    found = analyst.get("/api/query", params={"sql": sql})
    assert error_of(found) == (400, "query_source")
    assert "parquet" not in found.text


def test_what_is_no_day_and_no_table_is_told(analyst: httpx2.Client) -> None:
    assert error_of(analyst.get("/api/export?from=2026-02-30")) == (400, "export_day")
    assert error_of(analyst.get("/api/export?to=2026-99-99")) == (400, "export_day")
    assert error_of(analyst.get("/api/export?table=persons")) == (400, "export_table")


def test_an_analyst_reads_facts_and_nothing_else(house: House, analyst: httpx2.Client) -> None:
    assert error_of(analyst.get("/api/journeys")) == (401, "key_invalid")
    assert error_of(analyst.post("/api/keys", json={"role": "admin"})) == (401, "key_invalid")
    sent = analyst.post("/v1/track", json={"userId": "ann", "event": "bought"})
    assert sent.status_code == 401
    assert error_of(analyst.post("/api/send", json={})) == (401, "key_invalid")


@pytest.mark.parametrize("role", ["server", "sender", "browser"])
def test_other_keys_ask_nothing(house: House, role: str) -> None:
    headers = {"Authorization": f"Bearer {house.app.keys.create(role)}"}
    for path in ("/api/query?sql=SELECT+1", "/api/export", "/api/export/file?file=people.parquet"):
        assert house.stranger.get(path, headers=headers).status_code == 401
        assert house.stranger.get(path).status_code == 401


def test_the_files_are_named_fetched_and_read_by_a_stranger(
    house: House, analyst: httpx2.Client, tmp_path: Path
) -> None:
    found = analyst.get("/api/export").json()
    assert {one["table"] for one in found["files"]} == {"facts", "people", "lists", "merges"}
    for one in found["files"]:
        content = analyst.get("/api/export/file", params={"file": one["path"]}).content
        assert len(content) == one["bytes"]
        path = tmp_path / one["path"].replace("/", "_")
        path.write_bytes(content)
        rows = duckdb.connect().execute(f"SELECT count(*) FROM '{path}'").fetchone()
        assert rows == (one["rows"],)
    assert analyst.get("/api/export", params={"table": "people"}).json()["files"][0]["path"] == "people.parquet"
    assert not [one for one in analyst.get("/api/export?to=2001-01-01").json()["files"] if one["table"] == "facts"]


@pytest.mark.parametrize("file", ["../state.db", "/etc/passwd", "manifest.json", "days/../../log.db", "", "x" * 101])
def test_no_other_file_is_given(analyst: httpx2.Client, file: str) -> None:
    answer = analyst.get("/api/export/file", params={"file": file})
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sql=",
        "?sql=SELECT+1&limit=0",
        "?sql=SELECT+1&seconds=900",
        "?sql=SELECT+1&format=xml",
        "?sql=DROP+TABLE+x",
    ],
)
def test_a_question_out_of_bounds_is_refused(analyst: httpx2.Client, query: str) -> None:
    answer = analyst.get(f"/api/query{query}")
    assert answer.status_code == 400 and answer.json()["error"]["code"]


def test_health_knows_the_task(house: House) -> None:
    names = {task["name"] for task in house.client.get("/api/health").json()["tasks"]}
    assert "open_facts" in names
