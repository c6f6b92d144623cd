"""Dry runs and backtests over HTTP."""

import time
from typing import Any

import pytest

from tests.studio.house import WELCOME, House, Json, error_of, identify, track

DAY = 86_400_000


def dry_run(house: House, document: Json = WELCOME, **fields: Any) -> Json:
    body = {"document": document, "person": {"traits": {"email": "ann@example.test", "plan": "free"}}, **fields}
    answer = house.client.post("/api/previews/dry-run", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_a_dry_run_walks_through_virtual_time(house: House) -> None:
    consent = {
        "traits": {"email": "a@example.test", "phone": "+4915112345678", "plan": "free"},
        "consent": {"sms": True},
    }
    found = dry_run(house, person=consent, signals=[{"after": "1d", "event": "signed_up"}], until="30d")
    assert [(one["node"], one["channel"]) for one in found["messages"]] == [("hello", "email"), ("again", "sms")]
    first, second = found["messages"]
    assert first["rendered"]["subject"] == "Hello you" and second["at"] - first["at"] == 3 * DAY
    texts = [step["text"] for step in found["steps"]]
    assert texts[0] == "Did signed_up." and texts[1].startswith('Entered "Welcome"') and not found["cut"]
    assert house.get("/api/people")["people"] == [], "nothing is stored"


def test_a_dry_run_says_why_nobody_enters_or_nothing_leaves(house: House) -> None:
    away = dry_run(house, person={"traits": {"plan": "enterprise"}}, signals=[{"event": "signed_up"}])
    assert "filter was not met" in away["steps"][-1]["text"] and away["messages"] == []
    blank = {**WELCOME, "nodes": {**WELCOME["nodes"]}}
    blank["nodes"]["hello"] = {**WELCOME["nodes"]["hello"], "content": {"subject": "{{nickname}}", "text": "x"}}
    found = dry_run(house, blank, signals=[{"event": "signed_up"}])
    assert "nickname" in found["messages"][0]["rendered"]["refused"]


BAD: dict[str, tuple[Json, str]] = {
    "no such unit": ({"until": "30 moons"}, "duration_invalid"),
    "no signal": ({"signals": [{}]}, "signal_empty"),
    "an odd field": ({"signals": [{"happens": "x"}]}, "body_invalid"),
    "an odd person": ({"person": {"traits": 5}}, "body_invalid"),
    "too many signals": ({"signals": [{"event": "x"}] * 201}, "signals_too_many"),
    "year 9999": ({"signals": [{"event": "x", "at": 253_402_300_799_000}]}, "signal_time"),
    "no document": ({"document": {"kind": "segment", "id": "x", "when": "a"}}, "document_kind"),
    "a hostile condition": (
        {"document": {**WELCOME, "entry": {"on": ["signed_up"], "where": "__import__('os')"}}},
        "",
    ),
    "an unknown receipt": ({"signals": [{"receipt": "eaten", "node": "hello"}]}, "receipt_unknown"),
}


@pytest.mark.parametrize(("fields", "code"), BAD.values(), ids=BAD.keys())
def test_a_dry_run_that_cannot_be(house: House, fields: Json, code: str) -> None:
    answer = house.client.post("/api/previews/dry-run", json={"document": WELCOME, **fields})
    status, said = error_of(answer)
    assert status == 400 and said == (code or said)


def test_a_template_that_loops_for_ever_ends(house: House) -> None:
    endless = {**WELCOME, "nodes": {**WELCOME["nodes"]}}
    body = "{{#each rows}}{{#each ../rows}}{{#each ../rows}}{{#each ../rows}}x{{/each}}{{/each}}{{/each}}{{/each}}"
    endless["nodes"]["hello"] = {**WELCOME["nodes"]["hello"], "content": {"subject": "s", "text": body}}
    began = time.perf_counter()
    traits = {"email": "a@example.test", "plan": "free", "rows": list(range(2_000))}
    found = dry_run(house, endless, person={"traits": traits}, signals=[{"event": "signed_up"}])
    assert found["messages"][0]["rendered"]["refused"]
    assert time.perf_counter() - began < 20
    assert dry_run(house, signals=[{"event": "signed_up"}])["messages"][0]["rendered"]["subject"]


def finished(house: House, job: str) -> Json:
    limit = time.monotonic() + 60
    while True:
        found = house.get(f"/api/previews/backtests/{job}")
        if found["state"] not in ("waiting", "working"):
            return found
        assert time.monotonic() < limit, found
        time.sleep(0.02)


def test_a_backtest_counts_whom_a_draft_would_have_messaged(house: House) -> None:
    people = [f"p{index}" for index in range(30)]
    house.send(*(identify(one, email=f"{one}@example.test", plan="free") for one in people[:20]))
    house.send(*(identify(one, plan="enterprise") for one in people[20:]))
    house.send(*(track(one, "signed_up") for one in people))
    job = house.client.post("/api/previews/backtests", json={"document": WELCOME, "days": 7}).json()["job"]
    found = finished(house, job)
    assert (found["state"], found["progress"]) == ("done", 1.0), found
    result = found["result"]
    assert (result["people"], result["share"], result["entered"], result["messaged"]) == (30, 1.0, 20, 20)
    assert [(one["node"], one["count"]) for one in result["messages"]] == [("hello", 20)]
    assert result["not_entered"] == [{"node": "", "kind": "not_entered", "reason": "filter_false", "count": 10}]
    assert house.get("/api/messages")["messages"] == [], "nothing left"


def test_a_backtest_is_cancelled_or_unknown(house: House) -> None:
    job = house.client.post("/api/previews/backtests", json={"document": WELCOME, "days": 7}).json()["job"]
    assert house.client.delete(f"/api/previews/backtests/{job}").status_code == 200
    assert finished(house, job)["state"] in ("cancelled", "done")
    assert error_of(house.client.get("/api/previews/backtests/none")) == (404, "job_unknown")
    refused = house.client.post("/api/previews/backtests", json={"document": WELCOME, "days": 0})
    assert error_of(refused) == (400, "days_range")
