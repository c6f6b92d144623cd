"""Models at work in a whole house: an untrained one scores by its rule, by itself, and lets people in."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from loopline.model.errors import Invalid
from tests.studio.house import WELCOME, House, error_of, identify

MODEL: dict[str, Any] = {
    "kind": "model",
    "id": "leaving",
    "owner": "growth",
    "label": {"event": "left", "within": "10d"},
    "expires": "2099-01-01",
    "stage": "full",
    "fallback": 'count("visited", within="30d") == 0',
    "audience": 'plan == "paid"',
}
JOURNEY: dict[str, Any] = {
    **WELCOME,
    "id": "stay",
    "entry": {"on": [], "triggers": [{"when": 'score("leaving") >= 0.7'}]},
}


def published(house: House, **fields: Any) -> None:
    body = {"document": MODEL | fields, "publish": True, "reason": "to keep them"}
    answer = house.client.post("/api/documents", json=body)
    assert answer.status_code == 200, answer.text


def test_a_model_that_cannot_be_trained_yet_answers_by_its_rule_at_the_look_of_the_background(house: House) -> None:
    house.publish(JOURNEY)
    old = datetime.fromtimestamp(time.time() - 20 * 86_400, UTC).isoformat()
    house.send(
        *(
            {**identify(who, plan=plan, email=f"{who}@b.test"), "timestamp": old}
            for who, plan in (("here", "paid"), ("gone", "paid"), ("free", "free"))
        ),
        {"type": "track", "userId": "here", "event": "visited", "properties": {}},
    )
    published(house)
    house.do(house.app.studio.models.look())
    house.settle()
    kept = {who: house.get(f"/api/people/{who}")["traits"].get("$score:leaving") for who in ("here", "gone", "free")}
    assert (kept["here"]["value"], kept["gone"]["value"], kept["free"]) == (0.0, 1.0, None)
    assert kept["gone"]["version"] == "rule"
    assert house.get("/api/people/gone/why", journey="stay")["entries"]
    assert not house.get("/api/people/here/why", journey="stay")["entries"]
    shown = house.get("/api/models/leaving")
    assert (shown["version"], shown["card"], shown["stage"]) == (0, None, "full")
    assert [one["id"] for one in house.get("/api/models")["models"]] == ["leaving"]
    with pytest.raises(Invalid) as error:
        house.do(house.app.studio.models.train("leaving"))
    assert error.value.code == "model_few"


def test_a_model_that_is_archived_is_at_work_no_more_and_an_unknown_one_is_refused(house: House) -> None:
    published(house)
    answer = house.client.post("/api/content/model/leaving/archive", json={"reason": "no more"})
    assert answer.status_code == 200, answer.text
    assert house.get("/api/models")["models"] == []
    for path in ("/api/models/leaving/train", "/api/models/none/score"):
        assert error_of(house.client.post(path, json={})) == (404, "model_unknown")


def test_a_model_with_a_fault_is_not_published(house: House) -> None:
    body = {"document": MODEL | {"consent": "pigeon"}, "publish": True, "reason": "to see"}
    answer = house.client.post("/api/documents", json=body)
    assert answer.status_code == 400 and "pigeon" in answer.text
