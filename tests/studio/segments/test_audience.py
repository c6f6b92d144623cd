"""The audience of a condition over HTTP: counted, and refused in words when it cannot be."""

import pytest

from tests.studio.house import WELCOME, House, error_of, identify, track


@pytest.fixture(scope="module")
def lived_in(house: House) -> House:
    """Four people, two of whom signed up; one segment, one journey."""
    rules = {"when": 'plan == "free"', "reason": "to ask for it"}
    assert house.client.put("/api/segments/free", json=rules).status_code == 200
    house.publish(WELCOME)
    house.send(
        identify("ann", email="ann@example.test", plan="free", seats={"used": 3}, tags=["a"]),
        identify("eve", email="eve@corp.test", plan="enterprise"),
        identify("carl", name="Carl"),
        {"type": "track", "anonymousId": "anon-1", "event": "looked", "properties": {"page": "/"}},
        {"type": "group", "userId": "ann", "groupId": "acme", "traits": {"size": 12}},
    )
    house.send(
        track("ann", "signed_up", source="ad", price=9.5, cart={"items": 2}),
        track("eve", "signed_up", source="mail"),
    )
    return house


def test_the_audience_of_a_condition(lived_in: House) -> None:
    def count(when: str) -> dict[str, int]:
        answer = lived_in.client.post("/api/audience", json={"when": when})
        assert answer.status_code == 200, answer.text
        found: dict[str, int] = answer.json()
        return found

    assert count('plan == "free"') == {"yes": 1, "no": 1, "unknown": 2, "total": 4, "accounts": 1}
    assert count('count("signed_up", within="30d") >= 1')["yes"] == 2
    assert count('in_segment("free")')["yes"] == 1
    assert count("account.size > 10")["yes"] == 1


HOSTILE = {
    "": "condition_empty",
    "__import__('os').system('x')": None,
    "a" * 20_000: None,
    "(" * 500 + "a" + ")" * 500: None,
    "not " * 2_000 + "a": None,
    "a == 'x'; DROP TABLE people": None,
    "event.amount > 3": "condition_not_countable",
    "open('/etc/passwd')": None,
    "9**9**9 > 1": None,
    "in_segment('nothing')": None,
}


@pytest.mark.parametrize("when", HOSTILE, ids=lambda when: when[:20])
def test_a_hostile_condition_is_refused_in_words(lived_in: House, when: str) -> None:
    answer = lived_in.client.post("/api/audience", json={"when": when})
    if when.startswith("in_segment"):  # a segment that is not there is unknown of everybody
        assert answer.json()["unknown"] == 4
        return
    status, code = error_of(answer)
    assert status == 400 and code == (HOSTILE[when] or code)
    assert lived_in.client.post("/api/audience", json={"when": 'plan == "free"'}).json()["yes"] == 1
