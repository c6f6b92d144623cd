"""The best hour from clicks to waits, in a whole house: trained, stated, waited for, and told, by HTTP."""

from pathlib import Path
from random import Random

from loopline.runtime.clock import VirtualClock
from loopline.storage.transaction_rules import lines_of
from tests.reports.models.mails import Mails
from tests.runtime.parts import DAY, NOON
from tests.studio.house import House, error_of, identify, living, track

HOUR = 3_600_000
MODEL = {
    "kind": "model",
    "id": "send_hour",
    "owner": "growth",
    "hours": {"by": "plan", "channel": "email"},
    "expires": "2099-01-01",
    "stage": "full",
    "valid_for": "30d",
}
JOURNEY = {
    "kind": "journey",
    "id": "tips",
    "owner": "growth",
    "entry": {"on": ["asked"]},
    "goal": {"event": "bought", "within": "14d"},
    "start": "rest",
    "nodes": {
        "rest": {"kind": "wait", "until_time": "16:00", "best_hour": {"share": 60}, "then": "mail"},
        "mail": {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi {{unsubscribe_url}}"}},
    },
}


def publish(house: House, **fields: object) -> None:
    body = {"document": MODEL | fields, "publish": True, "reason": "to see"}
    answer = house.client.post("/api/documents", json=body)
    assert answer.status_code == 200, answer.text


def test_clicks_become_hours_and_hours_become_waits(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    people = [f"p{number}" for number in range(80)]
    with living(tmp_path, clock=clock) as house:
        house.send(*(identify(one, email=f"{one}@example.test", plan="pro") for one in people))
        house.app.exporter.catch_up()
        rng, mails = Random(3), Mails()
        for one in people:
            for day in range(60):
                at = NOON // DAY * DAY + (day + 1) * DAY + rng.randrange(6, 23) * HOUR
                near = abs(at % DAY // HOUR - 9) <= 1
                mails.sent(one, at, f"{one}-{day}", at + HOUR if rng.random() < (0.5 if near else 0.08) else None)
        house.app.facts.append(house.app.facts.exported() + 1, lines_of(mails.lines))
        clock.move_to(NOON + 63 * DAY)
        publish(house)
        house.publish(JOURNEY)
        answer = house.client.post("/api/models/send_hour/train", json={})
        assert answer.status_code == 200, answer.text
        card = answer.json()["hours"]
        assert answer.json()["card"] is None and card["is_trusted"] and card["people"] == 80
        run = house.client.post("/api/models/send_hour/score", json={}).json()
        assert (run["standing"], run["people"], run["stated"]) == ("trusted", 80, 80)
        again = house.client.post("/api/models/send_hour/score", json={}).json()
        house.settle()
        again = house.client.post("/api/models/send_hour/score", json={}).json()
        assert again["stated"] == 0, "nothing new is said of anybody"
        house.send(*(track(one, "asked") for one in people))
        told = [str(house.get(f"/api/people/{one}/why", journey="tips")) for one in people]
        own = sum("their best hour, " in text for text in told)
        assert own + sum("the fixed hour, by the draw" in text for text in told) == 80
        assert 30 <= own <= 65
        assert sum(f"their best hour, {hour}:00" in text for text in told for hour in ("08", "09", "10")) >= 0.9 * own
        [tested] = house.get("/api/journeys/tips/report")["experiments"]
        assert tested["node"] == "rest"


def test_a_model_of_hours_needs_clicks_and_says_what_it_does_not_take(house: House) -> None:
    publish(house, id="few_hours")
    assert error_of(house.client.post("/api/models/few_hours/train", json={})) == (400, "model_few")
    body = {"document": MODEL | {"id": "wrong", "hours": {"channel": "pigeon"}}, "publish": True, "reason": "x"}
    assert "pigeon" in house.client.post("/api/documents", json=body).text
    body = {"document": {**MODEL, "id": "wrong", "forbidden": ["plan"]}, "publish": True, "reason": "x"}
    assert "model_forbidden" in house.client.post("/api/documents", json=body).text
    assert house.get("/api/models/few_hours")["hours"] is None
