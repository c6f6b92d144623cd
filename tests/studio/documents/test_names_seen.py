"""The check of a running server knows the names that signals have carried, and what they held."""

from pathlib import Path
from typing import Any

import pytest

from loopline.cli.documents import check
from tests.studio.house import House, identify, track


@pytest.fixture(scope="module")
def lived_in(house: House) -> House:
    """People with numbers in their fields, an event with properties, an account, a list."""
    house.send(
        identify("ann", current_plan="free", seats_used=3, seats_limit=5, code="7"),
        identify("bob", current_plan="pro", seats_used=5, seats_limit=5, code="8"),
        track("ann", "feature_limit_reached", amount=3),
        track("ann", "api_call"),
        {"type": "group", "userId": "ann", "groupId": "acme", "traits": {"seats_used": 4}},
    )
    assert house.client.put("/api/people/ann/lists/vip", json={"member": True}).status_code < 300
    house.settle()
    house.client.post("/api/audience", json={"when": "has(code)"})  # brings the facts up to date
    return house


def journey(**fields: Any) -> dict[str, Any]:
    nodes = {"end": {"kind": "exit", "reason": "over"}}
    return {"kind": "journey", "id": "j", "entry": {"on": ["api_call"]}, "start": "end", "nodes": nodes} | fields


def faults(house: House, document: dict[str, Any]) -> list[tuple[str, str, str]]:
    answer = house.client.post("/api/check", json={"document": document})
    assert answer.status_code == 200, answer.text
    found = answer.json()["faults"]
    assert all(fault["severity"] == "warning" for fault in found)
    return [(fault["code"], fault["at"], fault.get("suggestion") or "") for fault in found]


WHERES = [
    ('curent_plan == "x"', ("condition_unknown_field", "current_plan")),
    ('count("api_cal") > 2', ("condition_unknown_event", "api_call")),
    ('in_list("vvv")', ("condition_unknown_list", "")),
    ("account.seats_use > 3", ("condition_unknown_account_field", "seats_used")),
    ("event.amont > 2", ("property_unknown", "event.amount")),
    ('seats_used >= "seats_limit"', ("condition_number_with_text", "seats_limit")),
    ('"seats_limit" <= seats_used', ("condition_number_with_text", "seats_limit")),
    ('code == "current_plan"', ("condition_number_with_text", "current_plan")),
    ('"code" != current_plan', ("condition_number_with_text", "code")),
    ('seats_used > "a"', ("condition_number_with_text", "")),
    ('account.seats_used == "4"', ("condition_number_with_text", "")),
    ('current_plan == "free" and seats_used >= seats_limit and code == "7"', None),
    ('event.amount > 2 and account.id == "acme" and in_list("vip")', None),
]


@pytest.mark.parametrize(("where", "expected"), WHERES)
def test_a_misspelt_name_is_warned_of_with_the_nearest_one(
    lived_in: House, where: str, expected: tuple[str, str] | None
) -> None:
    document = journey(entry={"on": ["feature_limit_reached"], "where": where})
    found = faults(lived_in, document)
    assert found == ([(expected[0], "entry.where", expected[1])] if expected else [])


def test_names_outside_of_conditions_are_checked_too(lived_in: House) -> None:
    found = faults(
        lived_in,
        journey(
            entry={"on": ["feature_limit_reache"], "reentry": {"policy": "once", "key": "person.current_plann"}},
            exits=[{"change": "seat_used"}, {"on": "api_call", "where": "entry.x == 1"}],
            start="copy",
            nodes={"copy": {"kind": "update", "set": {"mine": "=seats_limt"}}},
        ),
    )
    assert found == [
        ("event_unknown", "entry.on[0]", "feature_limit_reached"),
        ("condition_unknown_field", "entry.reentry.key", "current_plan"),
        ("condition_unknown_field", "exits[0].change", "seats_used"),
        ("condition_unknown_field", "nodes.copy.set.mine", "seats_limit"),
    ]


def test_what_a_journey_writes_is_a_name_to_it_and_to_others(lived_in: House) -> None:
    nodes = {"set": {"kind": "update", "set": {"prompted_at": "=now()"}, "add_to": ["asked"], "then": None}}
    asks = {"on": ["api_call"], "where": 'not has(prompted_at) and not in_list("asked")'}
    assert faults(lived_in, journey(entry=asks, start="set", nodes=nodes)) == []
    lived_in.publish(journey(id="writes", start="set", nodes=nodes))
    assert faults(lived_in, journey(entry=asks)) == []


def test_the_command_line_asks_a_server_for_its_names(
    lived_in: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "j.yaml"
    path.write_text(
        "kind: journey\nid: j\nentry: {on: [api_call], where: 'curent_plan == \"x\"'}\nstart: end\n"
        "nodes: {end: {kind: exit, reason: over}}\n"
    )
    key = lived_in.admin["Authorization"].removeprefix("Bearer ")
    assert check([path], None, lived_in.url, key) == 0
    assert "did you mean current_plan" in capsys.readouterr().err.replace("\n", " ")
    assert check([path], None, "", "") == 0
    assert "did you mean" not in capsys.readouterr().err
