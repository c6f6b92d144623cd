"""Sources as people ask for them: set up, tried, run, paused, removed; what they bring is there once."""

from pathlib import Path

from tests.studio.house import House, error_of
from tests.studio.sources.stand import PEOPLE, added, body, crm, drop_folder, run_of, traits


def folder_of(house: House) -> Path:
    return drop_folder(Path(house.app.folder))


def test_people_of_a_database_come_in_once_and_what_changes_comes_again(house: House) -> None:
    path = folder_of(house) / "crm.db"
    crm(path, ("ann", "free", 3, 1), ("bob", "pro", "many", 2), ("cid", "pro", 7, 2))
    asked = body("crm", f"sqlite:///{path}", query=PEOPLE, cursor="updated_at", map=["seats=seats:number"])
    line = added(house, asked)
    assert line["last"] is None and line["where"] == f"sqlite:///{path}" and line["next_at"] == 0
    first = run_of(house, "crm")
    assert (first["state"], first["rows"], first["accepted"], first["refused"]) == ("done", 3, 2, 1)
    assert traits(house, "ann")["plan"] == "free" and traits(house, "cid")["seats"] == 7
    refused = house.client.get("/api/sources/crm/runs/1/refused").text.splitlines()
    assert refused[1].startswith('2,seats,many,"a number')
    for run in (10**30, -(10**30)):
        assert len(house.client.get(f"/api/sources/crm/runs/{run}/refused").text.splitlines()) == 1
    house.client.post("/api/people/cid/forget", json={"confirm": "cid", "reason": "case 7"})
    house.do(house.app.studio.erasures.round())
    assert len(house.client.get("/api/sources/crm/runs/1/refused").text.splitlines()) == 1
    crm(path, ("ann", "pro", 3, 2), ("dan", "free", 1, 2))  # at the newest value of before: one is new there, one moved
    assert run_of(house, "crm")["rows"] == 2
    assert traits(house, "ann")["plan"] == "pro" and traits(house, "dan")["plan"] == "free"
    assert run_of(house, "crm")["rows"] == 0
    assert house.get("/api/sources/crm")["after"] == "2"
    assert [one["run"] for one in house.get("/api/sources/crm/runs")["past"]] == [3, 2, 1]


def test_a_trial_says_what_would_be_and_takes_nothing(house: House) -> None:
    path = folder_of(house) / "tried.db"
    crm(path, ("eve", "free", 3, 1), ("", "pro", 1, 2))
    asked = body("tried", f"sqlite:///{path}", query=PEOPLE, cursor="updated_at")
    trial = house.client.post("/api/sources/test", json=asked).json()
    assert (trial["rows"], trial["refused"], trial["whole"]) == (2, 1, True)
    assert trial["preview"][0]["fields"] == {"user_id": "eve", "plan": "free", "seats": 3, "updated_at": 1}
    assert trial["faults"][0]["code"] == "identity_missing"
    assert error_of(house.client.get("/api/people/eve"))[0] == 404
    assert error_of(house.client.get("/api/sources/tried")) == (404, "source_unknown")
    added(house, asked)
    assert house.client.post("/api/sources/tried/test").json()["rows"] == 2
    assert house.get("/api/sources/tried")["last"] is None


def test_a_database_is_only_read_and_no_other_file_is(house: House) -> None:
    path = folder_of(house) / "held.db"
    crm(path, ("ann", "free", 3, 1))
    studio = Path(house.app.folder) / "studio.db"

    def refused(url: str, query: str) -> tuple[int, str]:
        answer = house.client.post("/api/sources/test", json=body("held", url, query=query))
        return error_of(answer)

    assert refused(f"sqlite:///{studio}", "SELECT * FROM keys") == (400, "source_folder")
    (path.parent / "link.db").symlink_to(studio)
    assert refused(f"sqlite:///{path.parent}/link.db", "SELECT * FROM keys") == (400, "source_folder")
    assert refused(f"sqlite:///{path}", "DELETE FROM crm") == (400, "source_query")
    assert refused(f"sqlite:///{path}", "SELECT 1) AS x; DROP TABLE crm; --") == (400, "source_query")
    assert refused(f"sqlite:///{path}", "SELECT load_extension('x')") == (400, "source_question")
    assert refused(f"sqlite:///{path}", "WITH a AS (SELECT 1) DELETE FROM crm") == (400, "source_question")
    assert refused("postgresql://a:b@127.0.0.1/x", "SELECT 1") == (400, "source_private")
    assert refused("postgresql://a:b@/x?host=/tmp", "SELECT 1") == (400, "source_folder")
    assert refused("postgresql://a:b@x/x?service=y", "SELECT 1") == (400, "source_url")
    assert refused("mysql://a:b@db.example/x", "SELECT 1") == (400, "source_private")
    assert refused("no url", "SELECT 1") == (400, "source_url")


def test_a_source_that_rests_runs_no_more_and_one_that_is_gone_leaves_nothing(house: House) -> None:
    path = folder_of(house) / "rests.db"
    crm(path, ("fay", "free", 3, 1))
    added(house, body("rests", f"sqlite:///{path}", query=PEOPLE, cursor="updated_at", schedule="* * * * *"))
    assert house.get("/api/sources/rests")["next_at"] > 0
    paused = house.client.post("/api/sources/rests/pause").json()
    assert (paused["paused"], paused["next_at"]) == (True, 0)
    assert error_of(house.client.post("/api/sources/rests/run")) == (409, "source_paused")
    assert house.client.post("/api/sources/rests/resume").json()["next_at"] > 0
    assert run_of(house, "rests")["accepted"] == 1
    assert error_of(house.client.post("/api/sources", json=body("rests", f"sqlite:///{path}", query=PEOPLE))) == (
        409,
        "source_taken",
    )
    assert house.client.delete("/api/sources/rests").status_code == 204
    assert error_of(house.client.get("/api/sources/rests/runs")) == (404, "source_unknown")
    assert traits(house, "fay")["plan"] == "free"


def test_what_is_wrong_is_told_when_a_source_is_set_up(house: House) -> None:
    url = f"sqlite:///{folder_of(house)}/any.db"

    def told(**spec: object) -> str:
        asked = {"query": "SELECT 1 AS user_id", **spec}
        return error_of(house.client.post("/api/sources", json=body("wrong", url, **asked)))[1]

    assert told(takes="events") == "source_cursor_needed"
    assert told(schedule="every day") == "schedule_form"
    assert told(records="data") == "source_paging"
    assert told(once=True) == "source_kind"
    assert told(takes="lists", set={"nope": "x"}) == "import_map"
    assert error_of(house.client.post("/api/sources", json=body("No name", url, query="SELECT 1")))[1] == "source_name"


def test_secrets_are_in_no_answer_and_not_readable_in_the_store(house: House) -> None:
    headers = {"Authorization": "s3cr3t"}
    asked = body("sealed", "https://crm.example/people?key=s3cr3t-key", kind="rest", headers=headers)
    line = added(house, asked)
    assert line["where"] == "https://crm.example/people" and line["headers"] == ["Authorization"]
    assert "s3cr3t" not in house.client.get("/api/sources").text
    assert b"s3cr3t" not in (Path(house.app.folder) / "studio.db").read_bytes()
    assert b"s3cr3t" not in (Path(house.app.folder) / "studio.db-wal").read_bytes()


def test_a_password_with_signs_of_addresses_is_shown_nowhere(house: House) -> None:
    for number, password in enumerate(("1234/s3cr3t", "12?s3cr3t", "12#s3cr3t", "/s3cr3t")):
        url = f"postgresql://reader:{password}@203.0.113.7:5433/warehouse"
        line = added(house, body(f"signs-{number}", url, query="SELECT 1 AS user_id"))
        assert line["where"] == "postgresql://203.0.113.7:5433/warehouse"
    assert "s3cr3t" not in house.client.get("/api/sources").text


def test_rows_of_any_size_are_told_apart_and_fill_nothing(house: House) -> None:
    path = folder_of(house) / "huge.db"
    crm(path, ("ann", "x" * 300_000, 3, 1), ("bob", "free", 3, 1))
    trial = house.client.post("/api/sources/test", json=body("huge", f"sqlite:///{path}", query=PEOPLE)).json()
    assert (trial["rows"], trial["refused"]) == (2, 1)
    huge = body("huge", f"sqlite:///{path}", query="SELECT 'a' AS user_id, zeroblob(200000000) AS plan")
    assert error_of(house.client.post("/api/sources/test", json=huge)) == (400, "source_question")


def test_a_run_that_fails_says_why_and_its_schedule_goes_on(house: House) -> None:
    path = folder_of(house) / "fails.db"
    crm(path, ("gil", "free", 3, 1))
    added(house, body("fails", f"sqlite:///{path}", query="SELECT missing FROM crm", schedule="0 3 * * *"))
    failed = run_of(house, "fails")
    assert failed["state"] == "failed" and "no such column" in failed["fault"]
    assert "[source_question]" in failed["fault"]
    line = house.get("/api/sources/fails")
    assert line["next_at"] > failed["ended_at"] and not line["wanted"]
