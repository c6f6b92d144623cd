"""A message counts once, under whichever of a person's ids it comes again: over HTTP."""

import pytest

from tests.studio.house import House, Json, error_of

EVENT = {"type": "track", "event": "ordered"}


def events_of(house: House, who: str) -> list[str]:
    found = house.client.get(f"/api/people/{who}/timeline").json()["facts"]
    return sorted(fact["text"] for fact in found if fact["kind"] == "event")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"anonymousId": "{}"}, {"userId": "{}"}),
        ({"anonymousId": "{}"}, {"userId": "{}", "anonymousId": "{}"}),
        ({"anonymousId": "{}"}, {"anonymousId": "{}"}),
        ({"userId": "{}"}, {"anonymousId": "{}"}),
        ({"userId": "{}"}, {"userId": "{}", "anonymousId": "{}"}),
    ],
)
@pytest.mark.parametrize("merged", ["between", "before", "by itself"])
def test_a_message_of_another_identity_counts_once(house: House, first: Json, again: Json, merged: str) -> None:
    if merged == "by itself" and len(again) == 1:
        return  # nothing says that the two are one
    who = f"{merged[:2]}-{'-'.join(first)}-{'-'.join(again)}"
    identify = {"type": "identify", "userId": who, "anonymousId": who, "traits": {}}

    def send(identity: Json) -> None:
        house.send(EVENT | {name: who for name in identity} | {"messageId": f"m-{who}"})

    if merged == "before":
        house.send(identify)
    send(first)
    if merged == "between":
        house.send(identify)
    send(again)
    send(again)
    send(first)
    house.send(identify)
    assert events_of(house, who) == ["Did ordered."]


def test_what_was_odd_about_a_message_is_told_of_its_person(house: House) -> None:
    house.send(
        {"type": "track", "userId": "odd", "event": "a", "timestamp": "2031-01-05T10:00:00Z"},
        {"type": "track", "userId": "odd ", "event": "b", "timestamp": "soon"},
        {"type": "identify", "userId": "odd\n", "traits": {"c": 3}},
    )
    assert house.client.get("/api/people/odd").json()["traits"] == {"c": 3}
    facts = house.client.get("/api/people/odd/timeline").json()["facts"]
    assert sorted(fact["reason"] for fact in facts if fact["kind"] == "quality") == [
        "id_trimmed",
        "time_future",
        "time_unreadable",
    ]
    assert len(events_of(house, "odd")) == 2
    assert error_of(house.client.get("/api/people/odd%20x"))[0] == 404
