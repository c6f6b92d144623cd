"""Lists and segments of accounts over HTTP: joined, left, ended by time; what they open, who is in them, as a file."""

from collections.abc import Iterator

import pytest

from loopline.model.duration import DAY, HOUR
from loopline.runtime.clock import VirtualClock
from tests.studio.house import House, Json, error_of, identify, living

SECOND = 1_000
CLOCK = VirtualClock(1_790_000_000_000)


def journey(name: str, *triggers: Json, **entry: object) -> Json:
    return {
        "kind": "journey",
        "id": name,
        "entry": {"on": [], "triggers": [*triggers], "reentry": {"policy": "always"}, "account": {}, **entry},
        "start": "hello",
        "nodes": {"hello": {"kind": "update", "set": {f"in_{name}": True}}},
    }


SEGMENT: Json = {"kind": "segment", "id": "big", "when": 'account.seats >= 10 and account.in_list("pilot")'}
PERSONAL: Json = {"kind": "segment", "id": "pros", "when": 'plan == "pro"'}


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three accounts with members; one is on the list already when anything is published."""
    with living(tmp_path_factory.mktemp("towns"), clock=CLOCK) as house:
        yield filled(house)


def filled(house: House) -> House:
    for person, account, seats in (("max", "acme", 12), ("ada", "acme", 12), ("zoe", "zeta", 3), ("tom", "tiny", 40)):
        traits = {"name": account.title(), "seats": seats}
        house.send(identify(person, email=f"{person}@example.test"))
        house.send({"type": "group", "userId": person, "groupId": account, "traits": traits})
    put(house, "tiny", "pilot")
    push(house, SEGMENT)
    push(house, PERSONAL)
    house.publish(journey("joined", {"account_list": "pilot", "existing": "skip"}))
    house.publish(journey("left", {"account_list": "pilot", "leaves": True}))
    house.publish(journey("grown", {"account_segment": "big"}))
    return house


def put(house: House, account: str, name: str, **body: object) -> None:
    answer = house.client.put(f"/api/accounts/{account}/lists/{name}", json={"member": True, **body})
    assert answer.status_code == 204, answer.text


def pass_time(house: House, ms: int) -> None:
    CLOCK.move_to(CLOCK.now() + ms)
    house.app.worker.wake()
    house.settle()


def check(house: House, document: Json) -> list[str]:
    return [one["code"] for one in house.client.post("/api/check", json={"document": document}).json()["faults"]]


def push(house: House, document: Json) -> None:
    body = {"document": document, "publish": True, "reason": "to see it work"}
    answer = house.client.post("/api/documents", json=body)
    assert answer.status_code == 200, answer.text


def entered(house: House, account: str) -> dict[str, int]:
    found: dict[str, int] = house.get(f"/api/accounts/{account}")["entered"]
    return found


def test_who_is_inside_at_the_publish_enters_where_the_author_says_so(towns: House) -> None:
    assert entered(towns, "tiny") == {"grown": 1}
    assert towns.get("/api/accounts/tiny")["segments"] == ["big"]


def test_an_account_joins_and_its_journeys_begin_once_for_all_members(towns: House) -> None:
    put(towns, "acme", "pilot")
    assert entered(towns, "acme") == {"joined": 1, "grown": 1}
    put(towns, "acme", "pilot")
    assert entered(towns, "acme") == {"joined": 1, "grown": 1}
    profile = towns.get("/api/accounts/acme")
    assert (profile["lists"], profile["list_ends"], profile["segments"]) == (["pilot"], {}, ["big"])
    lines = [line["text"] for line in towns.get("/api/accounts/acme/timeline")["lines"]]
    assert 'The account was added to the list "pilot".' in lines
    assert towns.get("/api/people/max")["segments"] == ["big"]  # a member's condition asks for it as well


def test_a_membership_ends_at_its_second_and_tells_those_who_wait_for_it(towns: House) -> None:
    end = CLOCK.now() + HOUR
    put(towns, "zeta", "pilot", until=end)
    assert entered(towns, "zeta") == {"joined": 1}
    assert towns.get("/api/accounts/zeta")["list_ends"] == {"pilot": end}
    pass_time(towns, HOUR - SECOND)
    assert towns.get("/api/accounts/zeta")["lists"] == ["pilot"]
    pass_time(towns, SECOND)
    assert towns.get("/api/accounts/zeta")["lists"] == [] and entered(towns, "zeta") == {"joined": 1, "left": 1}
    line = towns.get("/api/accounts/zeta/timeline")["lines"]
    assert next((one["at"], one["text"]) for one in line if one["kind"] == "list") == (
        end,
        'The membership of the list "pilot" ended by itself.',
    )


def test_accounts_of_a_segment_and_of_a_list_are_shown_and_written_to_a_file(towns: House) -> None:
    assert [one["account"] for one in towns.get("/api/accounts", segment="big")["accounts"]] == ["acme", "tiny"]
    assert [one["account"] for one in towns.get("/api/accounts", list="pilot", q="ac")["accounts"]] == ["acme"]
    text = towns.client.get("/api/accounts.csv", params={"list": "pilot"}).text
    assert text.splitlines() == ["account_id,name,members", "acme,Acme,2", "tiny,Tiny,1"]
    sizes = {one["name"]: (one["people"], one["accounts"]) for one in towns.get("/api/lists")["lists"]}
    assert sizes == {"pilot": (0, 2)}
    sized = next(one for one in towns.get("/api/segments")["segments"] if one["id"] == "big")
    assert (sized["people"]["yes"], sized["people"]["accounts"]) == (3, 2)


@pytest.mark.parametrize("until", ["tomorrow", "2001-01-01", -5, 10 * 366 * 20 * DAY])
def test_an_end_that_is_none_is_refused(towns: House, until: object) -> None:
    answer = towns.client.put("/api/accounts/acme/lists/x", json={"member": True, "until": until})
    assert error_of(answer) == (400, "list_until")


def test_what_asks_for_a_person_is_no_segment_of_accounts(towns: House) -> None:
    ask = towns.client.get
    assert error_of(ask("/api/accounts", params={"segment": "pros"})) == (400, "segment_not_of_accounts")
    assert error_of(ask("/api/accounts", params={"segment": "none"})) == (404, "segment_unknown")
    nobody = towns.client.put("/api/accounts/nobody/lists/x", json={"member": True})
    assert error_of(nobody) == (404, "account_unknown")
    found = check(towns, journey("odd", {"account_segment": "pros"}))
    assert "segment_not_of_accounts" in found
    bare = {**journey("bare", {"account_list": "pilot"})}
    bare["entry"] = {name: one for name, one in bare["entry"].items() if name != "account"}
    assert "trigger_account_event" in check(towns, bare)
