"""Nothing of a person's data stops a node, a batch, a start or a report: odd people walk all kinds of nodes."""

from pathlib import Path
from typing import Any, Final

from tests.studio.house import House, Json, identify, living, track

ODD: Final[dict[str, Any]] = {
    "section": "<![x",
    "markup": "<p><a href='http://[x'>" + "<" * 500,
    "mustache": "{{#each}}{{{",
    "quotes": "\"'`\\",
    "newlines": "a\r\nBcc: all@example.com\r\n\r\nx",
    "nul": "a\x00b",
    "controls": "\x1b[31m\x07\u2028\u202e",
    "emoji": "😀" * 200,
    "huge": 2**63 - 1,
    "huger": 10**400,
    "float": 1.7976931348623157e308,
    "tiny": 5e-324,
    "nan": "NaN",
    "null": None,
    "list": [[[[[[]]]]]],
    "deep": {"a": {"b": {"c": {"d": {"e": [1, {"f": None}]}}}}},
    "__proto__": {"admin": True},
    "constructor": "x",
    "a.b[0]": 1,
    "": "empty name",
    "date": "9999-99-99T99:99:99Z",
    "far": "275760-09-13T00:00:00Z",
    "long": "x" * 20_000,
    "key" * 80: 1,
}
NODES: Final[Json] = {
    "mail": {
        "kind": "message",
        "channel": "email",
        "content": {
            "subject": 'Hi {{fallback odd "you"}}',
            "html": '<p>{{{fallback odd ""}}}</p><a href="https://example.com/{{fallback odd "x"}}">x</a>',
            "text": '{{fallback odd ""}}',
        },
        "then": "call",
    },
    "call": {
        "kind": "webhook",
        "url": "http://127.0.0.1:9/x",
        "payload": '{"odd": "{{fallback odd 1}}"}',
        "then": "turn",
    },
    "turn": {
        "kind": "split",
        "branches": [
            {"when": 'odd == "x" or odd > 5', "then": "wait"},
            {"when": "days_since(odd) > 3", "then": "wait"},
        ],
        "otherwise": "wait",
    },
    "wait": {"kind": "wait", "until_date": {"field": "odd"}, "then": "try"},
    "try": {
        "kind": "experiment",
        "arms": [{"name": "a", "weight": 50, "then": "set"}, {"name": "b", "weight": 50, "then": "set"}],
    },
    "set": {"kind": "update", "set": {"copied": "{{odd}}"}, "then": "reached"},
    "reached": {"kind": "goal", "then": "over"},
    "over": {"kind": "handoff", "journey": "other", "then": "end"},
    "end": {"kind": "exit"},
}


def journey(nodes: Json, start: str) -> Json:
    return {
        "kind": "journey",
        "id": f"odd_{start}",
        "entry": {"on": ["came"], "where": "odd != 3 or true", "reentry": {"policy": "always", "key": "event.odd"}},
        "goal": {"event": "bought", "value": "odd", "within": "14d"},
        "exits": [{"when": 'odd == "leave"'}],
        "start": start,
        "nodes": nodes,
    }


def publish_what_checks(house: House) -> list[str]:
    """A journey for each node, which then goes to the ones behind it; those that need other settings are left out."""
    done: list[str] = []
    names = list(NODES)
    for number, name in enumerate(names):
        document = journey({key: NODES[key] for key in names[number:]}, name)
        answer = house.client.post(
            f"/api/journeys/{document['id']}/publish", json={"document": document, "reason": "odd people"}
        )
        assert answer.status_code < 500, answer.text
        if answer.status_code == 200:
            done.append(document["id"])
    return done


def test_odd_people_walk_all_nodes_and_stop_nobody(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        published = publish_what_checks(house)
        assert {"odd_mail", "odd_set", "odd_end"} <= set(published)
        for number, (name, value) in enumerate(ODD.items()):
            person = f"odd{number}"
            traits = {name: value, "odd": value, "email": f"{person}@example.com"}
            for message in (
                identify(person, **traits),
                {"type": "group", "userId": person, "groupId": f"g{number}", "traits": {name: value}},
                track(person, "came", **{name: value, "odd": value}),
                track(person, "bought", odd=value),
            ):
                answer = house.stranger.post("/v1/batch", json={"batch": [message]}, headers=house.write)
                assert answer.status_code < 500, (name, answer.text)
        house.send(identify("good", email="good@example.com", odd="fine"), track("good", "came", odd="fine"))
        looked_at(house, published)
    with living(tmp_path) as house:  # and no start
        house.send(track("good", "came", odd="again"))
        looked_at(house, published)


def looked_at(house: House, published: list[str]) -> None:
    """Every page about these people and journeys answers, nothing is set aside, and the good one got her mail."""
    house.settle()
    for journey_id in published:
        for path in ("", "/report", "/impact"):
            assert house.client.get(f"/api/journeys/{journey_id}{path}").status_code < 500
    for number in range(len(ODD)):
        for path in ("", "/why", "/timeline"):
            assert house.client.get(f"/api/people/odd{number}{path}").status_code < 500
    for path in ("people", "messages", "segments", "tracking-plan", "journeys", "quarantine", "health"):
        assert house.client.get(f"/api/{path}").status_code < 500
    sizes = house.client.post("/api/segments/preview", json={"when": 'odd == "fine"'})
    assert sizes.status_code < 500
    health = house.get("/api/health")
    assert (health["status"], health["set_aside"]) == ("ok", {})
    sent = house.app.facts.query(
        "SELECT count(*) FROM facts WHERE kind = 'attempt' AND name = 'sent' AND person = 'good' AND channel = 'email'"
    )
    assert sent != [(0,)] or "odd_mail" not in published
    assert "loopline_faults_total{" not in house.client.get("/metrics").text
