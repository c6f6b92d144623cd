"""Two snapshots of a person side by side: what changed, in data and in words."""

from typing import Any

import pytest

from loopline.reports.person_changes import Changed, changes, narrate_changes, sides


def snapshot(**parts: Any) -> dict[str, Any]:
    empty = {"traits": {}, "account": "", "account_traits": {}, "lists": [], "consent": {}, "first_seen_at": 1}
    return {**empty, **parts}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {}, ""),
        ({"traits": {"plan": "free"}}, {"traits": {"plan": "pro"}}, 'Plan went from "free" to "pro".'),
        ({}, {"traits": {"seats": 3}}, "Seats is 3."),
        ({"traits": {"seats": 1}}, {"traits": {"seats": True}}, "Seats went from 1 to true."),
        ({"traits": {"phone": "+49"}}, {}, 'Phone was removed (it was "+49").'),
        ({}, {"account": "@acme"}, "Joined the account acme."),
        ({"account": "@acme"}, {"account": "@bolt"}, "Joined the account bolt (was in acme)."),
        ({"account": "@acme"}, {}, "Left the account acme."),
        ({"account_traits": {"size": 1}}, {"account_traits": {"size": 2}}, "Account size went from 1 to 2."),
        ({"lists": ["a", "b"]}, {"lists": ["b", "c"]}, "Taken off the list a; added to the list c."),
        ({"consent": {"sms": True}}, {"consent": {"sms": False, "email:news": True}},
         "Allowed email, topic news; refused sms."),
    ],
)  # fmt: skip
def test_what_changed_in_one_sentence(before: dict[str, Any], after: dict[str, Any], words: str) -> None:
    assert narrate_changes(changes(snapshot(**before), snapshot(**after)), first=False) == words


def test_a_fact_that_says_what_changed_is_told_like_two_snapshots() -> None:
    now = {"traits": {"plan": "pro", "phone": None}, "lists": {"a": None, "c": True}, "account": "@bolt", "zone": "UTC"}
    was = {"traits": {"plan": "free", "phone": "+49"}, "lists": {"a": True}, "account": "@acme"}
    words = narrate_changes(changes(*sides({"now": now, "was": was})), first=False)
    assert words == (
        'Phone was removed (it was "+49"); plan went from "free" to "pro"; taken off the list a; added to the list c; '
        "joined the account bolt (was in acme)."
    )
    assert changes(*sides({"now": {"account": "@acme", "zone": ""}, "was": {}})) == ()


def test_a_first_snapshot_has_nothing_before_it() -> None:
    found = changes(None, snapshot(traits={"plan": "pro"}, account="@acme"))
    assert found == (Changed("traits", "plan", "pro"), Changed("account", "account", "acme"))
    assert narrate_changes(found, first=True) == 'Became known: plan is "pro"; joined the account acme.'
    assert narrate_changes((), first=True) == "Became known."


def test_much_is_cut_short_in_words_and_whole_in_data() -> None:
    found = changes(snapshot(), snapshot(traits={f"t{n:02}": "x" * 500 for n in range(20)}))
    words = narrate_changes(found, first=False)
    assert len(found) == 20 and words.endswith("and 12 more.") and len(words) < 1_000


def test_a_snapshot_of_any_shape_is_read() -> None:
    odd: dict[str, Any] = {"traits": None, "lists": None, "account": None, "consent": []}
    assert changes(odd, odd) == () and changes(odd, {}) == ()
