"""A backtest over a trimmed log finds in the facts what it found in the log."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.served import wait_for
from tests.studio.house import WELCOME, House, Json, identify, living, track

DRAFT: Json = {
    **WELCOME,
    "id": "draft",
    "entry": {"on": ["bought"], "where": 'plan == "pro" and event.amount > 3', "reentry": {"policy": "always"}},
    "start": "look",
    "nodes": {
        "look": {
            "kind": "split",
            "branches": [{"when": 'count("seen") >= 2 and account.size > 5', "then": "big"}],
            "otherwise": "small",
        },
        "big": {"kind": "message", "channel": "email", "content": {"subject": "Big {{name}}", "text": "b"}},
        "small": {"kind": "message", "channel": "sms", "content": {"body": "Small"}},
    },
}


def backtest(house: House) -> Json:
    begun = house.client.post("/api/previews/backtests", json={"document": DRAFT, "days": 30})
    assert begun.status_code == 200, begun.text
    path = f"/api/previews/backtests/{begun.json()['job']}"

    def ended() -> Json | None:
        found = house.get(path)
        return found if found["state"] in ("done", "failed") else None

    found: Json = wait_for(ended)
    assert found["state"] == "done", found
    return dict(found["result"])


def group(person: str, account: str, **traits: Any) -> Json:
    return {"type": "group", "userId": person, "groupId": account, "traits": traits}


def consent(person: str, **allowed: bool) -> Json:
    context = {"consent": {"categoryPreferences": allowed}}
    return {"type": "identify", "userId": person, "traits": {}, "context": context}


def live(house: House, name: str) -> None:
    """Somebody of each kind: who gets the mail, who the text, who neither, and who comes in too late with a plan."""
    ann, bob, cem, dan = (f"{one}-{name}" for one in ("ann", "bob", "cem", "dan"))
    for person in (ann, bob, cem):
        house.send(identify(person, email=f"{person}@example.com", phone="+4917012345", name=person, plan="pro"))
        house.send(track(person, "signed_up"), consent(person, sms=person != cem))
    house.send(group(ann, f"acme-{name}", size=9), track(ann, "seen"), track(ann, "seen"))
    house.send(track(dan, "bought", amount=9))
    house.send(*(track(person, "bought", amount=amount) for person in (ann, bob, cem, dan) for amount in (1, 5)))
    house.send(identify(dan, email=f"{dan}@example.com", plan="pro"))


@pytest.mark.parametrize("more", [False, True])
def test_what_has_left_the_log_is_lived_through_by_facts(tmp_path: Path, *, more: bool) -> None:
    with living(tmp_path / "data") as house:
        house.publish(WELCOME)
        live(house, "x")
        before = backtest(house)
        assert (before["entered"], len(before["messages"])) == (3, 2), str(before["not_entered"]) + str(
            before["withheld"]
        )
        assert house.client.post("/api/log/trim", json={"days": 0}).status_code == 200
        wait_for(lambda: house.get("/api/log")["trimming"]["state"] == "done")
        reach = house.get("/api/log")["reach"]
        assert reach["horizon"] > 10
        if more:
            live(house, "y")
        found = backtest(house)
        assert found["people"] == before["people"] * (1 + more)
        assert found["entered"] == before["entered"] * (1 + more)
        assert {one["node"]: one["count"] for one in found["messages"]} == {
            one["node"]: one["count"] * (1 + more) for one in before["messages"]
        }
        assert {(one["node"], one["reason"]) for one in found["withheld"]} == {
            (one["node"], one["reason"]) for one in before["withheld"]
        }
