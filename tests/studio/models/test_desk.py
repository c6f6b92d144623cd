"""Models at work in a whole house: an untrained one scores by its rule, by itself, and lets people in."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from loopline.model.errors import Invalid
from loopline.runtime.clock import VirtualClock
from tests.runtime.parts import DAY, NOON
from tests.studio.house import WELCOME, House, error_of, identify, living, track

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


def test_who_people_turn_out_to_be_later_tells_the_model_nothing(tmp_path: Path) -> None:
    """Everybody is known and looks around under another id; those who buy sign in to do so, which makes one of two."""
    clock = VirtualClock(NOON)

    def day(house: House, number: float, *messages: dict[str, Any]) -> None:
        clock.move_to(round(NOON + number * DAY))
        house.app.worker.wake()
        house.send(identify("witness", seen=str(number)), *messages)

    with living(tmp_path, clock=clock) as house:
        people = range(300)
        day(house, 0, *(track(f"known{number}", "signed_up") for number in people))
        seen = {"type": "track", "event": "viewed", "properties": {}}
        day(house, 5, *({**seen, "anonymousId": f"other{number}"} for number in people))
        signed_in = range(0, 300, 3)
        day(house, 40, *({**identify(f"known{number}"), "anonymousId": f"other{number}"} for number in signed_in))
        bought = {*signed_in, *range(0, 300, 4)}
        day(house, 41, *(track(f"known{number}", "bought") for number in sorted(bought)))
        day(house, 68)
        label = {"event": "bought", "within": "30d"}
        published(house, id="buying", label=label, audience='count("signed_up") >= 1', fallback="")
        card = house.do(house.app.studio.models.train("buying")).card
        assert card is not None and not card.is_trusted and card.auc.low <= 0.5, "nobody looked around by then"
        assert (card.people, card.did) == (200, 50), "100 were two people at the moment that is learned from"
