"""What was let through while it concerned few needs the second person when it comes to concern many."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.studio.broadcasts.asked import BODY
from tests.studio.broadcasts.pair import Pair, two_people
from tests.studio.house import Json, error_of, identify

CONTENT: Json = {
    **BODY["content"],
    "preheader": "What there is",
    "html": '<h1>Spring</h1><a href="{{unsubscribe_url}}">Leave</a>',
}
NOBODY: Json = {"kind": "segment", "id": "chosen", "name": "Chosen", "when": 'plan == "none"'}
EVERYBODY: Json = {**NOBODY, "when": 'plan == "free"'}
WEEKLY: Json = {"schedule": "0 9 * * mon", "segment": "chosen"}
SALE: Json = {"kind": "template", "id": "sale", "channel": "email", "content": CONTENT}


@pytest.fixture
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as held:
        yield two_people(held, tmp_path_factory.mktemp("pair") / "data")


def weekly(trigger: Json = WEEKLY) -> Json:
    message = {"kind": "message", "channel": "email", "template": "sale", "then": "end"}
    nodes = {"message": message, "end": {"kind": "exit", "reason": "sent"}}
    return {
        "kind": "journey",
        "id": "weekly",
        "start": "message",
        "nodes": nodes,
        "entry": {"on": [], "triggers": [trigger]},
    }


def pushed(pair: Pair, *documents: Json) -> Json:
    """The first refusal of them, or {}."""
    body = {"documents": list(documents), "publish": True, "reason": "x"}
    answer = pair.first.post("/api/documents/batch", json=body)
    if answer.status_code != 200:
        return dict(answer.json()["error"])
    refused = [one["refused"] for one in answer.json()["documents"] if one.get("refused")]
    return dict(refused[0]) if refused else {}


@pytest.mark.parametrize("trigger", [WEEKLY, {"segment": "chosen"}, {"segment": "chosen", "existing": "skip"}])
def test_a_segment_that_comes_to_hold_of_many(pair: Pair, trigger: Json) -> None:
    assert pushed(pair, SALE, NOBODY, weekly(trigger)) == {}
    many = pushed(pair, EVERYBODY)
    assert many.get("code") == "publish_needs_approval" and "lets in 4 people" in many["text"]
    assert pushed(pair, EVERYBODY, weekly(trigger)).get("code") == "publish_needs_approval"
    body = {"when": EVERYBODY["when"], "name": "Chosen", "reason": "x"}
    assert error_of(pair.first.put("/api/segments/chosen", json=body)) == (409, "publish_needs_approval")
    assert pushed(pair, {**NOBODY, "when": 'plan == "pro"'}) == {}


def test_what_goes_to_many_at_its_time_is_not_written_anew_by_one(pair: Pair) -> None:
    assert pushed(pair, SALE, NOBODY, weekly()) == {}
    pair.house.send(*(identify(f"n{number}", email=f"n{number}@example.com", plan="none") for number in range(3)))
    pair.house.settle()
    assert pushed(pair, {**SALE, "content": {**CONTENT, "subject": "Other"}}).get("code") == "publish_needs_approval"


def test_an_earlier_version_that_lets_in_many_by_now(pair: Pair) -> None:
    assert pushed(pair, SALE, NOBODY, weekly()) == {}
    assert pushed(pair, weekly({"change": "plan"})) == {}
    pair.house.send(*(identify(f"n{number}", email=f"n{number}@example.com", plan="none") for number in range(3)))
    pair.house.settle()
    back = {"version": 1, "reason": "worse"}
    answer = pair.first.post("/api/journeys/weekly/rollback", json=back)
    assert error_of(answer) == (409, "publish_needs_approval"), answer.text
    assert pair.house.client.post("/api/journeys/weekly/rollback", json=back).status_code == 200
