"""More events than are remembered one by one: counts stay exact or unknown, to journeys and audiences alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.studio.house import House, track

MANY = 1_600
OLD = datetime.now(UTC) - timedelta(days=40)
WHENS = {
    "total": 'count("api_call") == 1600',
    "above": 'count("api_call") >= 1500',
    "first": 'days_since(first("api_call")) == 40',
    "enough": 'count("api_call", within="30d") >= 900',
    "undecided": 'count("api_call", within="30d") >= 1200',
    "too_few": 'not count("api_call", within="30d") < 1000',
    "exact": 'count("api_call", within="1h") == 2',
}
KNOWN = {"total", "above", "first", "enough", "too_few", "exact"}


def asked(name: str, when: str) -> dict[str, Any]:
    split = {"kind": "split", "branches": [{"name": "yes", "when": when, "then": "yes"}], "otherwise": "no"}
    ends = {word: {"kind": "exit", "reason": word} for word in ("yes", "no")}
    return {
        "kind": "journey",
        "id": f"many_{name}",
        "entry": {"on": ["asked"]},
        "start": "split",
        "nodes": {"split": split, **ends},
    }


def call(at: datetime) -> dict[str, Any]:
    return track("quota", "api_call") | {"timestamp": at.isoformat()}


@pytest.mark.parametrize("published_first", [True, False])
def test_counts_beyond_what_is_remembered(house: House, published_first: bool) -> None:
    who = f"quota{published_first}"

    def do(*messages: dict[str, Any]) -> None:
        house.send(*(message | {"userId": who} for message in messages))

    def publish() -> None:
        for name, when in WHENS.items():
            house.publish(asked(name + str(published_first).lower(), when))

    if published_first:
        publish()
    do(*(call(OLD + timedelta(seconds=n)) for n in range(100)))
    recent = datetime.now(UTC) - timedelta(days=2)
    do(*(call(recent + timedelta(seconds=n)) for n in range(MANY - 102)))
    do(call(datetime.now(UTC)), call(datetime.now(UTC)))
    if not published_first:
        publish()
    do(track(who, "asked"))
    facts = house.client.get(f"/api/people/{who}/timeline?limit=200").json()["facts"]
    mine = str(published_first).lower()
    ended = [fact for fact in facts if fact["kind"] == "exited" and fact["journey"].endswith(mine)]
    said = {fact["journey"]: fact["reason"] for fact in ended}
    assert said == {f"many_{name}{mine}": "yes" if name in KNOWN else "no" for name in WHENS}
    for name, when in WHENS.items():
        counted = house.client.post("/api/audience", json={"when": f'({when}) and count("asked") >= 1'}).json()
        assert counted["yes"] >= 1 if name in KNOWN else counted["unknown"] >= 1, name
