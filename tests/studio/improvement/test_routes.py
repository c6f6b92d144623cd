"""The backlog, the home page, reviews and the overlap over HTTP, on a whole house."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.studio.house import WELCOME, House, error_of, identify, living, track

SMS: dict[str, Any] = {**WELCOME["nodes"]["again"], "name": "Still there"}
NUDGE: dict[str, Any] = {
    "kind": "journey",
    "id": "nudge",
    "name": "Seat nudge",
    "entry": {"on": ["signed_up"]},
    "start": "text",
    "nodes": {"text": SMS},
}
PEOPLE = [f"p{n}" for n in range(40)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Forty people in two journeys; nobody has a phone number, so no text reaches anybody."""
    with living(tmp_path_factory.mktemp("house")) as house:
        assert house.get("/api/home")["is_fresh"]
        house.publish({**WELCOME, "holdout": {"percent": 40}}, "to greet people")
        house.publish(NUDGE, "to nudge them")
        house.send(*(identify(one, email=f"{one}@box.test", plan="free") for one in PEOPLE))
        house.send(*(track(one, "signed_up") for one in PEOPLE))
        yield house


def items(house: House, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.get("/api/backlog", **asked)["items"]
    return found


def put(house: House, one: dict[str, Any], **change: Any) -> Any:
    names = ("title", "hypothesis", "effect", "effort_days", "owner", "state", "due", "journey", "node", "note")
    body = {name: one[name] for name in names} | {"revision": one["revision"]} | change
    return house.client.put(f"/api/backlog/{one['id']}", json=body)


def test_what_a_step_loses_is_born_once_and_never_again_after_it_is_dismissed(house: House) -> None:
    assert house.client.post("/api/backlog/look").json() == {"born": 1}
    (born,) = [one for one in items(house) if one["source"] == "drop_off"]
    assert (born["journey_name"], born["node_name"]) == ("Seat nudge", "Still there")
    assert born["title"] == '"Still there" misses 100 % of its people'
    assert born["evidence"].startswith("In 28 days 40 of 40 people did not get it: there is no address")
    assert house.client.post("/api/backlog/look").json() == {"born": 0}
    assert put(house, born, state="dismissed", note="texts come next year").status_code == 200
    assert house.client.post("/api/backlog/look").json() == {"born": 0}
    assert items(house, state="open") == [] and items(house, state="dismissed")[0]["note"] == "texts come next year"


def test_an_item_is_made_changed_and_due(house: House) -> None:
    made = house.client.post("/api/backlog", json={"title": " Shorter mail ", "effect": 30, "effort_days": 2}).json()
    assert (made["title"], made["source"], made["state"], made["revision"]) == ("Shorter mail", "hand", "idea", 1)
    better = house.client.post(
        "/api/backlog", json={"title": "Second mail", "effect": 300, "journey": "welcome", "node": "again"}
    ).json()
    assert better["journey_name"] == "Welcome"
    assert [one["title"] for one in items(house, state="open")] == ["Second mail", "Shorter mail"]
    changed = put(house, made, owner="Mara", due="2020-01-01", state="doing")
    assert changed.status_code == 200 and changed.json()["is_due"] and changed.json()["revision"] == 2
    assert error_of(put(house, made, owner="Jon")) == (409, "backlog_moved")
    home = house.get("/api/home")
    backlog = house.get("/api/backlog")
    assert (home["backlog_open"], home["backlog_due"]) == (2, 1) == (backlog["open"], backlog["due"])
    (due,) = [one for one in home["due"] if one["kind"] == "backlog"]
    assert (due["name"], due["text"]) == ("Shorter mail", "Due since 2020-01-01, Mara.")
    assert put(house, changed.json(), state="done").json()["is_due"] is False
    table = house.client.get("/api/backlog?format=csv")
    assert table.text.splitlines()[0].startswith("id,source,title") and "Second mail" in table.text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"title": "  "}, (400, "backlog_invalid")),
        ({"title": "x" * 201}, (400, "backlog_invalid")),
        ({"title": "x", "hypothesis": "x" * 4_001}, (400, "backlog_invalid")),
        ({"title": "x", "effect": -1}, (400, "backlog_invalid")),
        ({"title": "x", "effort_days": 1e300}, (400, "backlog_invalid")),
        ({"title": "x", "due": "friday"}, (400, "backlog_invalid")),
        ({"title": "x", "due": "2026-02-30"}, (400, "backlog_invalid")),
        ({"title": "x", "journey": "none"}, (404, "journey_unknown")),
        ({"title": "x", "state": "later"}, (400, "body_invalid")),
        ({"title": "x", "id": "mine"}, (400, "body_invalid")),
    ],
)
def test_what_cannot_be_an_item_is_said(house: House, body: dict[str, Any], error: tuple[int, str]) -> None:
    before = len(items(house))
    assert error_of(house.client.post("/api/backlog", json=body)) == error
    assert len(items(house)) == before


def test_what_is_not_there_is_said(house: House) -> None:
    assert error_of(house.client.get("/api/backlog/none")) == (404, "backlog_unknown")
    assert error_of(house.client.get("/api/backlog?state=later")) == (400, "backlog_invalid")
    assert error_of(house.client.put("/api/backlog/none", json={"title": "x"})) == (404, "backlog_unknown")


def test_the_home_page_says_what_its_pages_say(house: House) -> None:
    home = house.get("/api/home")
    assert not home["is_fresh"] and home["sandboxed"] == house.get("/api/providers")["sandboxed"]
    changed = [(one["what"], one["name"], one["version"], one["reason"]) for one in home["changed"]]
    assert changed == [("published", "Seat nudge", 1, "to nudge them"), ("published", "Welcome", 1, "to greet people")]
    due = [(one["journey"], one["due"]) for one in house.get("/api/programmes")["everything"]["journeys"] if one["due"]]
    assert [(one["ref"], one["text"]) for one in home["due"] if one["kind"] == "comparison"] == due
    (mail,) = home["today"]["channels"]
    assert mail["kept"], "what the sandbox has is never called sent"
    assert mail["messages"] == house.get("/api/metrics/message_volume")["rows"][0][2] > 0
    assert home["today"]["people"] == len(PEOPLE)


def test_a_pause_stands_among_the_changes(house: House) -> None:
    assert house.client.post("/api/journeys/nudge/pause").status_code == 200
    assert house.client.post("/api/journeys/nudge/resume").status_code == 200
    newest = [(one["what"], one["name"]) for one in house.get("/api/home")["changed"][:2]]
    assert newest == [("resumed", "Seat nudge"), ("paused", "Seat nudge")]


def test_the_overlap_counts_people_in_both(house: House) -> None:
    found = house.get("/api/overlap")
    assert found["people"] == len(PEOPLE) and found["spread"] == [{"journeys": 2, "people": 40}]
    (pair,) = found["pairs"]
    assert (pair["one_name"], pair["other_name"], pair["people"], pair["of"]) == ("Seat nudge", "Welcome", 40, 1.0)
    assert [(one["name"], one["people"], one["shared"]) for one in found["journeys"]] == [
        ("Seat nudge", 40, 40),
        ("Welcome", 40, 40),
    ]
    inside = house.get("/api/overlap", of="inside")
    assert inside["people"] == 40 and inside["pairs"] == [], "the nudge has nothing more to say, so nobody is in it"
    assert house.client.get("/api/overlap?format=csv").text.splitlines()[1] == "nudge,welcome,40,1.0"
    assert house.client.get("/api/overlap?days=0").status_code == 400


def test_a_week_that_is_not_over_is_not_finished_and_no_week_is_made_up(house: House) -> None:
    week = house.get("/api/reviews")["this_week"]
    review = house.get(f"/api/reviews/{week}")
    assert review["week"] == week == house.get("/api/reviews/this")["week"]
    assert review["figures"]["people"] == len(PEOPLE) and not review["is_over"]
    assert error_of(house.client.post("/api/reviews/this/finish", json={})) == (409, "review_open")
    for wrong in ("2999-01-07", "2026-11-29", "monday"):
        assert error_of(house.client.get(f"/api/reviews/{wrong}")) == (400, "review_week")
    assert error_of(house.client.put("/api/reviews/readers", json={"email": "no@box.test", "wants": True})) == (
        404,
        "operator_unknown",
    )
