"""Accounts and their members, decided together: nothing goes round for ever, and nobody enters beyond the limit."""

from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.model.accounts.account import Account
from loopline.model.accounts.passage import Candidates
from loopline.model.signal import AccountJoined, TimerDue
from tests.decisions.played import DAY, MAIL, START, published, stated
from tests.pipeline.accounts.town import Town, does, member

OWNER = 'role == "owner"'
FREE = {"policy": "always", "concurrent": True}
ASKER = {"account": {"fallback": "asker"}}
WAITS = {"m": {**MAIL, "then": "w"}, "w": {"kind": "wait", "for": "10d"}}


def to(journey: str) -> dict[str, Any]:
    return {"h": {"kind": "handoff", "journey": journey}}


def sets(value: int) -> dict[str, Any]:
    return {"u": {"kind": "update", "set": {"x": value}}}


def when_x(value: int, **entry: Any) -> dict[str, Any]:
    return {"on": [], "triggers": [{"change": "x", "where": f"x == {value}"}], "reentry": FREE, **entry}


ROUND: dict[str, tuple[dict[str, Any], ...]] = {
    "handed over": (
        {"id": "one", "entry": {"on": ["go"], "reentry": FREE}, "nodes": to("two")},
        {"id": "two", "entry": {"on": ["no"], "reentry": FREE, **ASKER}, "nodes": to("one")},
    ),
    "both by accounts": (
        {"id": "one", "entry": {"on": ["go"], "reentry": {"policy": "after_exit"}, **ASKER}, "nodes": to("two")},
        {"id": "two", "entry": {"on": ["no"], "reentry": {"policy": "after_exit"}, **ASKER}, "nodes": to("one")},
    ),
    "by a trait": (
        {"id": "one", "entry": when_x(1, **ASKER), "nodes": sets(2)},
        {"id": "two", "entry": when_x(2), "nodes": sets(1)},
    ),
}


@pytest.mark.parametrize("way", ROUND)
def test_journeys_that_lead_to_each_other_by_way_of_an_account_come_to_an_end(way: str) -> None:
    town = Town(published(*ROUND[way]), member("ann"), member("bob"))
    town.give(does("ann", "go"), replace(stated(START + 1, x=1), key="ann"))
    assert "handed_round" in {reason for _, _, reason in town.told("not_entered")}
    entered = len(town.told("entered"))
    town.give(does("ann", "go", START + DAY), replace(stated(START + DAY, x=0), key="ann"))
    town.give(replace(stated(START + DAY + 1, x=1), key="ann"))
    assert len(town.told("entered")) > entered, "what comes later begins anew"


def limited(nodes: dict[str, Any], **account: Any) -> dict[str, Any]:
    entry = {"on": ["go"], "account": {"recipient": [OWNER], "limit": 2, **account}}
    return {"entry": entry, "nodes": nodes, "exits": [{"on": "done"}]}


def owners(*without_address: str) -> list[Any]:
    names = ("bob", "cem", "dia", "eve")
    return [member(name, role="owner", **({"email": None} if name in without_address else {})) for name in names]


def test_one_who_leaves_is_followed_by_one_and_whoever_came_to_the_end_by_nobody() -> None:
    town = Town(published(limited(WAITS)), member("ann"), *owners())
    town.give(does("ann", "go"), does("bob", "done", START + 1))
    town.give(AccountJoined(key="cem", id="moved", at=START + 2, received_at=START + 2, account="@other", traits={}))
    assert town.mailed() == ["bob", "cem", "dia"]


@pytest.mark.parametrize("unreachable", [("cem",), ("bob",), ("bob", "cem")])
def test_a_refusal_lets_in_one_other_also_where_the_journey_has_no_wait(unreachable: tuple[str, ...]) -> None:
    town = Town(published(limited({"m": MAIL})), member("ann"), *owners(*unreachable))
    town.give(does("ann", "go"))
    assert len(town.mailed()) == 2


def test_the_fallback_stands_in_for_nobody_who_was_reached() -> None:
    town = Town(published(limited({"m": MAIL})), member("ann"), *owners("cem", "dia", "eve"))
    town.give(does("ann", "go"))
    assert town.mailed() == ["bob"]
    town = Town(published(limited({"m": MAIL})), member("ann"), *owners("bob", "cem", "dia", "eve"))
    town.give(does("ann", "go"))
    assert town.mailed() == ["ann"]


def test_a_change_that_two_conditions_hear_of_asks_once() -> None:
    triggers = [{"when": "a == 1"}, {"segment": "s"}, {"when": "c == 1"}]
    entry = {"on": [], "triggers": triggers, "reentry": FREE, **ASKER}
    over = published({"entry": entry, "nodes": {"m": MAIL}})
    over = publish(over, build_document({"kind": "segment", "id": "s", "when": "b == 1"}), 1)
    town = Town(over, member("ann"))
    town.give(replace(stated(START, a=1, b=1, c=1), key="ann"))
    assert (town.mailed(), len(town.told("asked"))) == (["ann"], 1)
    town.give(replace(stated(START + 1, a=0, b=0), key="ann"), replace(stated(START + 2, b=1), key="ann"))
    assert town.mailed() == ["ann", "ann"]


@pytest.mark.parametrize(("concurrent", "mails"), [(False, 1), (True, 2)])
def test_somebody_who_is_inside_already_when_the_account_begins_to_decide_is_not_let_in_twice(
    concurrent: bool, mails: int
) -> None:
    nodes = {"w": {"kind": "wait", "for": "1d", "then": "m"}, "m": MAIL}
    entry = {"on": ["go"], "reentry": {"policy": "always", "concurrent": concurrent}}
    town = Town(published({"entry": entry, "nodes": nodes}), member("ann"))
    town.give(does("ann", "go"))
    document = {"kind": "journey", "id": "j", "entry": {**entry, **ASKER}, "start": "w", "nodes": nodes}
    town.over = publish(town.over, build_document(document), 2)
    town.give(does("ann", "go", START + 1), TimerDue(key="ann", at=START + 2 * DAY, received_at=START + 2 * DAY))
    assert len(town.mailed()) == mails


def in_acme(who: str, at: int) -> AccountJoined:
    return AccountJoined(key=who, id=f"{who}/{at}", at=at, received_at=at, account="@acme", traits={})


def test_an_account_that_begins_anew_hears_again_whom_it_may_choose() -> None:
    town = Town(published(limited({"m": MAIL}, fallback="nobody")), member("ann"), *owners())
    town.account = Account(key="@acme", traits={}, begun_at=START)
    town.give(*(in_acme(who, START + 1) for who in town.people), does("ann", "go", START + 2))
    assert town.mailed() == ["bob", "cem"]


def test_a_member_for_whom_there_was_no_room_is_known_once_there_is_and_she_says_it_again() -> None:
    town = Town(published(limited({"m": MAIL}, limit=1)), member("ann"), *owners())
    kept = {key: Candidates((), more=True) for key in town.account.candidates or {}}
    town.account = replace(town.account, candidates=kept)
    town.give(in_acme("dia", START + 1), does("ann", "go", START + 2))
    assert town.mailed() == ["dia"]


@pytest.mark.parametrize("change", ["a journey", "another rule", "a segment"])
def test_an_ask_that_comes_before_a_publish_has_reached_the_members_finds_whom_its_rules_fit(change: str) -> None:
    first: dict[str, Any] = (
        {"entry": {"on": ["no"]}, "nodes": {"m": MAIL}} if change == "a journey" else limited({"m": MAIL}, limit=1)
    )
    if change == "a segment":
        first["entry"]["account"]["recipient"] = ['in_segment("deciders")']
    segment = {"kind": "segment", "id": "deciders", "when": 'role == "clerk"'}
    over = publish(published(first), build_document(segment), 1)
    people = [member("ann"), member("bob", role="clerk"), member("cem", role="owner"), member("dia", role="boss")]
    town = Town(over, *people)
    town.give(does("ann", "go"))
    before, at = len(town.mails), START + DAY
    if change == "a segment":
        town.over = publish(over, build_document({**segment, "when": 'role == "boss"'}), 2)
    else:
        rule = OWNER if change == "a journey" else 'role == "boss"'
        document = {"kind": "journey", "id": "j", "start": "m", **limited({"m": MAIL}, limit=1, recipient=[rule])}
        town.over = publish(over, build_document(document), 2)
    town.give(does("ann", "go", at))
    assert town.mailed()[before:] == ["cem" if change == "a journey" else "dia"]
