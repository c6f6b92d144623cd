"""The fact of a person says all that segments need, as it stands now."""

import msgspec

from loopline.model.fact import FACT_KINDS, person_fact
from loopline.model.person import Person


def test_everything_that_segments_ask_for_is_there() -> None:
    person = Person(
        key="ann",
        traits={"plan": "pro"},
        first_seen_at=5,
        account="@acme",
        account_traits={"seats": 3},
        lists=("vip",),
        consent={"email": False},
    )
    fact = person_fact(person, 9, "identify")
    assert fact.kind in FACT_KINDS
    assert (fact.person, fact.at, fact.reason, fact.account) == ("ann", 9, "identify", "@acme")
    assert fact.data is not None
    assert msgspec.json.decode(fact.data) == {
        "traits": {"plan": "pro"},
        "account": "@acme",
        "account_traits": {"seats": 3},
        "lists": ["vip"],
        "consent": {"email": False},
        "first_seen_at": 5,
        "zone": "",
    }


def test_somebody_of_whom_little_is_known_has_empty_parts_not_missing_ones() -> None:
    fact = person_fact(Person(key="ann", traits={}), 9)
    assert fact.data is not None
    assert msgspec.json.decode(fact.data) == {
        "traits": {},
        "account": "",
        "account_traits": {},
        "lists": [],
        "consent": {},
        "first_seen_at": 0,
        "zone": "",
    }
