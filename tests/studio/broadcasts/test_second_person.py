"""What lets many people in needs the second person whom the workspace's rules ask for, as a broadcast does."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.studio.broadcasts.asked import BODY
from tests.studio.broadcasts.pair import Pair, two_people
from tests.studio.house import WELCOME, Json, error_of


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as held:
        yield two_people(held, tmp_path_factory.mktemp("pair") / "data")


def test_a_broadcast_to_many_waits_for_somebody_else(pair: Pair) -> None:
    body = {**BODY, "at": "2999-12-24 09:00", "seen": 4, "reason": "the sale"}
    refused = pair.first.post("/api/broadcasts", json=body)
    assert error_of(refused) == (409, "publish_needs_approval")
    assert "lets in 4 people" in refused.json()["error"]["text"]
    assert error_of(pair.first.post("/api/broadcasts/requests", json={**body, "at": ""})) == (400, "broadcast_time")
    assert error_of(pair.first.post("/api/broadcasts/requests", json={**body, "seen": 1})) == (409, "audience_moved")
    asked = pair.first.post("/api/broadcasts/requests", json=body).json()["request"]
    assert pair.house.get("/api/broadcasts")["broadcasts"] == []
    approve = f"/api/publish-requests/{asked}/approve"
    assert error_of(pair.first.post(approve, json={})) == (409, "approval_own")
    assert pair.second.post(approve, json={}).status_code == 200
    [line] = pair.house.get("/api/broadcasts")["broadcasts"]
    assert (line["name"], line["standing"]) == (BODY["name"], "scheduled")


def test_one_whose_time_passed_while_it_waited_is_not_published(pair: Pair) -> None:
    draft: Json = {"kind": "journey", "id": "late", "start": "message"}
    draft["entry"] = {"on": [], "triggers": [{"schedule": "2020-01-01 09:00", "zone": "workspace"}]}
    message = {"kind": "message", "channel": "email", "content": BODY["content"], "then": "end"}
    draft["nodes"] = {"message": message, "end": {"kind": "exit", "reason": "sent"}}
    asked = pair.first.post("/api/publish-requests", json={"document": draft, "reason": "x"}).json()
    answer = pair.second.post(f"/api/publish-requests/{asked['id']}/approve", json={})
    assert error_of(answer) == (409, "broadcast_late")


@pytest.mark.parametrize(
    ("trigger", "needs"),
    [
        ({"segment": "free_plan"}, True),
        ({"when": 'plan == "free"'}, True),
        ({"schedule": "0 9 * * mon", "segment": "free_plan"}, True),
        ({"schedule": "0 9 * * mon"}, True),
        ({"segment": "free_plan", "existing": "skip"}, False),
        ({"when": 'plan == "pro"'}, False),
        ({"change": "plan"}, False),
    ],
)
def test_a_journey_that_lets_many_in_by_itself_needs_somebody_else(pair: Pair, trigger: Json, needs: bool) -> None:
    name = f"in_{'_'.join(str(one) for one in trigger.values())}"
    name = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
    document = {**WELCOME, "id": name, "entry": {"on": [], "triggers": [trigger]}}
    answer = pair.first.post(f"/api/journeys/{name}/publish", json={"document": document, "reason": "x"})
    if needs:
        assert error_of(answer) == (409, "publish_needs_approval")
    else:
        assert answer.status_code == 200, answer.text
