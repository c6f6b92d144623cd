"""The fact of a person states all that segments need at first, and then what changed of it, and what it was before."""

from typing import Any

import msgspec
from msgspec.structs import replace

from loopline.model.fact import FACT_KINDS, Fact, fold_person, person_fact, whole_fact
from loopline.model.person import Person

NOBODY = Person(key="ann", traits={})
ANN = Person(
    key="ann",
    traits={"plan": "pro", "seats": 1},
    first_seen_at=5,
    account="@acme",
    account_traits={"seats": 3},
    lists=("vip",),
    consent={"email": False},
    zone="Europe/Berlin",
)
WHOLE = {
    "traits": {"plan": "pro", "seats": 1},
    "account": "@acme",
    "account_traits": {"seats": 3},
    "lists": ["vip"],
    "consent": {"email": False},
    "first_seen_at": 5,
    "zone": "Europe/Berlin",
}


def said(fact: Fact) -> Any:
    """The data of a fact."""
    assert fact.data is not None
    return msgspec.json.decode(fact.data)


def test_the_first_fact_says_everything_that_segments_ask_for() -> None:
    fact = person_fact(NOBODY, ANN, 9, "identify")
    assert fact.kind in FACT_KINDS
    assert (fact.person, fact.at, fact.reason, fact.account) == ("ann", 9, "identify", "@acme")
    assert said(fact) == WHOLE and fact == whole_fact(ANN, 9, "identify")


def test_somebody_of_whom_little_is_known_has_empty_parts_not_missing_ones() -> None:
    assert said(person_fact(NOBODY, NOBODY, 9)) == {
        "traits": {},
        "account": "",
        "account_traits": {},
        "lists": [],
        "consent": {},
        "first_seen_at": 0,
        "zone": "",
    }


def test_a_later_one_says_only_what_changed_and_what_it_was() -> None:
    changed = replace(
        ANN, traits={"plan": "pro", "seats": True}, account_traits={}, lists=("beta",), consent={"email": True}
    )
    fact = person_fact(ANN, changed, 9)
    assert said(fact) == {
        "now": {
            "account": "@acme",
            "zone": "Europe/Berlin",
            "traits": {"seats": True},
            "account_traits": {"seats": None},
            "lists": {"beta": True, "vip": None},
            "consent": {"email": True},
        },
        "was": {
            "traits": {"seats": 1},
            "account_traits": {"seats": 3},
            "lists": {"vip": True},
            "consent": {"email": False},
        },
    }
    assert fold_person(WHOLE, said(fact)) == said(whole_fact(changed, 9))


def test_what_was_is_said_of_the_account_and_the_zone_where_they_changed() -> None:
    moved = replace(ANN, account="", zone="Asia/Tokyo", first_seen_at=4)
    assert said(person_fact(ANN, moved, 9)) == {
        "now": {"account": "", "zone": "Asia/Tokyo", "first_seen_at": 4},
        "was": {"account": "@acme", "zone": "Europe/Berlin", "first_seen_at": 5},
    }


def test_a_number_inside_a_list_is_not_the_boolean_that_python_takes_it_for() -> None:
    before, after = replace(ANN, traits={"flags": [1, {"on": 0}]}), replace(ANN, traits={"flags": [True, {"on": 0}]})
    assert said(person_fact(before, after, 9))["now"]["traits"] == {"flags": [True, {"on": 0}]}
    assert "traits" not in said(person_fact(after, replace(after, traits={"flags": [True, {"on": 0}]}), 9))["now"]


def test_one_trait_of_many_costs_one_trait() -> None:
    fat = replace(ANN, traits={f"t{n}": "x" * 600 for n in range(100)})
    fact = person_fact(fat, replace(fat, traits={**fat.traits, "t1": "y"}), 9)
    assert fact.data is not None and len(bytes(fact.data)) < 1_000
