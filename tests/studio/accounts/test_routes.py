"""Accounts over HTTP: whom a journey of the account let in, by which rule, and why not the others."""

from typing import Any

import pytest

from tests.studio.house import House, Json, error_of, identify, track

LIMIT: Json = {
    "kind": "journey",
    "id": "limit",
    "name": "At the limit",
    "entry": {
        "on": ["limit_hit"],
        "reentry": {"policy": "once"},
        "account": {"recipient": ['role == "owner"', 'role == "admin"'], "fallback": "nobody"},
    },
    "goal": {"event": "bought"},
    "start": "hello",
    "nodes": {
        "hello": {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}, "then": "pause"},
        "pause": {"kind": "wait", "for": "3d"},
    },
}
ROLES = {"max": "member", "ada": "admin", "olga": "owner", "mia": "member"}


@pytest.fixture(scope="module")
def decided(house: House) -> House:
    """Two members hit the limit of their account; somebody without an account does too."""
    for person, role in ROLES.items():
        said = identify(person, email=f"{person}@example.test", role=role)
        house.send(said, {"type": "group", "userId": person, "groupId": "acme/eu", "traits": {"name": "Acme Europe"}})
    house.send({"type": "group", "userId": "zoe", "groupId": "zeta", "traits": {}})
    house.send(
        identify("ΖΩΗΣ", name="İpek"),
        {"type": "group", "userId": "ΖΩΗΣ", "groupId": "ΟΔΟΣ", "traits": {"name": "İstanbul"}},
    )
    house.publish(LIMIT)
    house.send(track("max", "limit_hit", seats=5), track("mia", "limit_hit", seats=5), track("solo", "limit_hit"))
    return house


def texts(lines: list[dict[str, Any]]) -> list[str]:
    return [line["text"] for line in lines]


def test_accounts_are_found_by_id_and_name_page_by_page(decided: House) -> None:
    assert decided.get("/api/accounts", q="europe")["accounts"] == [
        {"account": "acme/eu", "name": "Acme Europe", "members": 4}
    ]
    first = decided.get("/api/accounts", limit=1)
    rest = decided.get("/api/accounts", limit=1, cursor=first["next"])
    assert [one["account"] for page in (first, rest) for one in page["accounts"]] == ["acme/eu", "zeta"]
    last = decided.get("/api/accounts", limit=1, cursor=rest["next"])
    assert last["next"] is None and decided.get("/api/accounts", q="nobody")["accounts"] == []


@pytest.mark.parametrize("written", ["ΟΔΟΣ", "οδοσ", "İstanbul", "istanbul"])
def test_an_account_is_found_however_its_letters_are_cased(decided: House, written: str) -> None:
    assert [one["account"] for one in decided.get("/api/accounts", q=written)["accounts"]] == ["ΟΔΟΣ"]


@pytest.mark.parametrize("written", ["ΖΩΗΣ", "ζωησ", "İpek", "ipek"])
def test_so_is_a_person(decided: House, written: str) -> None:
    assert [one["person"] for one in decided.get("/api/people", q=written)["people"]] == ["ΖΩΗΣ"]


def test_a_profile_shows_members_rules_and_who_is_inside(decided: House) -> None:
    acme = decided.get("/api/accounts/acme%2Feu")
    assert (acme["account"], acme["traits"], acme["members"]) == ("acme/eu", {"name": "Acme Europe"}, 4)
    (passage,) = acme["open"]
    assert (passage["journey_name"], passage["asker"], passage["members"]) == ("At the limit", "max", ["olga"])
    assert acme["entered"] == {"limit": 1}
    rules = {one["rule"]: (one["members"], one["first"]) for one in acme["recipients"]}
    assert rules == {'role == "owner"': (1, ["olga"]), 'role == "admin"': (1, ["ada"])}
    first = decided.get("/api/accounts/acme%2Feu/members", limit=3)
    rest = decided.get("/api/accounts/acme%2Feu/members", limit=3, cursor=first["next"])
    assert (*first["members"], *rest["members"]) == tuple(ROLES) and rest["next"] is None


def test_everybody_concerned_reads_why(decided: House) -> None:
    chose = 'The account chose olga for "At the limit", because role == "owner" is true; max had triggered it.'
    inside = 'Did not enter "At the limit": the account is in the journey already, by olga.'
    assert decided.get("/api/accounts/acme%2Feu/why", journey="limit")["answer"] == inside
    told = texts(decided.get("/api/accounts/acme%2Feu/timeline")["lines"])
    assert told[:4] == [
        inside,
        'Asked the account who enters "At the limit", by limit_hit.',
        chose,
        'Asked the account who enters "At the limit", by limit_hit.',
    ]
    assert decided.get("/api/people/max/why", journey="limit")["answer"] == chose
    assert decided.get("/api/people/mia/why", journey="limit")["answer"] == inside
    assert texts(decided.get("/api/people/olga/why", journey="limit")["entries"][0]["steps"])[0] == (
        'Entered "At the limit" by limit_hit.'
    )
    assert "they belong to none" in decided.get("/api/people/solo/why", journey="limit")["answer"]


def test_what_nobody_knows_is_said_so(decided: House) -> None:
    assert error_of(decided.client.get("/api/accounts/nobody")) == (404, "account_unknown")
    assert error_of(decided.client.get("/api/accounts/nobody/why")) == (404, "account_unknown")
    assert error_of(decided.client.get("/api/accounts", params={"cursor": "x"})) == (400, "cursor_invalid")


def test_an_event_of_the_account_itself_is_a_way_in_and_stands_in_its_timeline(decided: House) -> None:
    entry: Json = {
        "on": [],
        "triggers": [{"account_event": "invoice_overdue", "where": "event.amount > 50"}],
        "account": {"recipient": ['role == "owner"'], "fallback": "nobody"},
    }
    decided.publish({**LIMIT, "id": "dunning", "name": "Dunning", "entry": entry})
    for amount in (900, 5):
        own = {"type": "track", "groupId": "acme/eu", "event": "invoice_overdue", "properties": {"amount": amount}}
        decided.send(own)
    lines = decided.get("/api/accounts/acme%2Feu/timeline")["lines"]
    assert sum(line["kind"] == "event" for line in lines) == 2
    why = decided.get("/api/accounts/acme%2Feu/why", journey="dunning")
    said = texts(why["lines"])
    assert any("The account chose olga" in text and "an event of its own had triggered it" in text for text in said)
    assert any("filter" in text or "condition" in text for text in said), said
