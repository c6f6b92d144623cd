"""What was not sent stands in a list with its reason, whatever kept it: a gate, the holdout, the hour, the entry."""

from collections.abc import Iterator

import pytest

from loopline.runtime.clock import VirtualClock
from tests.studio.house import WELCOME, House, Json, error_of, identify, living, track

NOON, HOUR = 1_790_000_000_000, 3_600_000
QUIET: Json = {"kind": "workspace", "zone": "UTC", "quiet_hours": {"from": "00:00", "to": "23:59"}}
MAIL: Json = {**WELCOME["nodes"]["hello"], "then": "out"}
ONE: Json = {**WELCOME, "start": "mail", "nodes": {"mail": MAIL, "out": {"kind": "exit"}}}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Ann has no address, Bob is not let in, Cleo is held out, Dora waits for the morning."""
    with living(tmp_path_factory.mktemp("house"), clock=VirtualClock(NOON)) as house:
        house.publish(ONE)
        house.send(identify("ann", plan="free", name="Ann"), track("ann", "signed_up"))
        house.send(identify("bob", plan="enterprise"), track("bob", "signed_up"))
        house.publish({**ONE, "id": "held", "name": "Held", "entry": {"on": ["looked"]}, "holdout": {"percent": 90}})
        people = [f"cleo{number}" for number in range(12)]
        house.send(*(identify(one, email=f"{one}@example.test") for one in people))
        house.send(*(track(one, "looked") for one in people))
        yield house


def told(house: House, **asked: str) -> list[tuple[str, str, str]]:
    lines = house.get("/api/unsent", **asked)["unsent"]
    return [(line["person"], line["fact"]["kind"], line["fact"]["reason"]) for line in lines]


def test_each_has_its_reason_and_names_instead_of_ids(refused: House) -> None:
    assert ("ann", "refused", "no_address") in told(refused)
    assert ("bob", "not_entered", "filter_false") in told(refused)
    assert any(kind == "withheld" for _, kind, _ in told(refused, journey="held"))
    (line,) = refused.get("/api/unsent", person="ann")["unsent"]
    assert (line["person_name"], line["fact"]["journey_name"]) == ("Ann", "Welcome")
    assert "no address" in line["fact"]["text"]


def test_it_is_asked_by_kind_by_journey_and_page_after_page(refused: House) -> None:
    assert {kind for _, kind, _ in told(refused, kind="not_entered")} == {"not_entered"}
    assert {one for one, _, _ in told(refused, journey="welcome")} == {"ann", "bob"}
    whole, pages = told(refused), list[tuple[str, str, str]]()
    cursor: str | None = ""
    while cursor is not None:
        answer = refused.get("/api/unsent", limit=1, cursor=cursor)
        pages += [(one["person"], one["fact"]["kind"], one["fact"]["reason"]) for one in answer["unsent"]]
        cursor = answer["next"]
    assert pages == whole
    assert error_of(refused.client.get("/api/unsent", params={"cursor": "x"})) == (400, "cursor_invalid")


def test_what_is_put_off_stands_there_until_it_leaves(tmp_path_factory: pytest.TempPathFactory) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path_factory.mktemp("night"), clock=clock) as house:
        body = {"document": QUIET, "reason": "to let people sleep"}
        assert house.client.put("/api/workspace", json=body).status_code == 200
        house.publish(ONE)
        house.send(identify("dora", email="d@example.test", plan="free"), track("dora", "signed_up"))
        assert [(one, kind) for one, kind, _ in told(house)] == [("dora", "deferred")]
        assert house.get("/api/messages")["messages"] == []
        assert house.client.put("/api/workspace", json={**body, "document": {"kind": "workspace"}}).status_code == 200
        clock.move_to(NOON + 25 * HOUR)
        house.settle()
        assert told(house) == [] and len(house.get("/api/messages")["messages"]) == 1
