"""An account, asked by members, gives places to as many as may have one, in the order of its rules, and never twice."""

from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.accounts.choosing import answer_ask, hear, state_recipient
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.decisions.triggers.condition_triggers import rule_key
from loopline.model.accounts.account import Account
from loopline.model.accounts.passage import CANDIDATES_MAX, AccountJourney, Candidates
from loopline.model.bounds.entry_keys import KEY_ROW, KEYS_BYTES, KEYS_NAMED_MAX
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.person import JourneyHistory
from loopline.model.signals.members import AccountAsked, AccountChose, MemberAnswered, PlaceAsked, RecipientStated

OWNER, ADMIN = 'role == "owner"', 'role == "admin"'
MEMBERS = ("ann", "bob", "cem", "dia", "eve")


def published(reentry: dict[str, Any] | None = None, **account: Any) -> PublishedSet:
    entry = {"on": ["hit"], "account": {"recipient": [OWNER, ADMIN], "fallback": "nobody", **account}}
    document = {
        "kind": "journey",
        "id": "limit",
        "entry": {**entry, **({"reentry": reentry} if reentry else {})},
        "start": "end",
        "nodes": {"end": {"kind": "wait", "for": "1d"}},
    }
    return publish(PublishedSet(), build_document(document), 1)


class Acme:
    """An account that is asked and answered; `said` has what it emitted and told since it was last looked at."""

    def __init__(self, live: PublishedSet, **rules: tuple[str, ...]) -> None:
        self.account, self.live, self.at = Account(key="@acme", traits={}, members=MEMBERS), live, 1_000
        told = AccountJourney(asked=live.condition_triggers.id)
        self.account = replace(self.account, journeys={"limit": told})
        for person, texts in rules.items():
            self.state(person, *texts)

    def state(self, person: str, *texts: str) -> None:
        keys = tuple(rule_key(text) for text in texts)
        stated = RecipientStated(key="@acme", id=f"s{person}", at=0, received_at=0, person=person, rules=keys)
        self.account = state_recipient(self.account, stated)

    def known(self) -> dict[str, Candidates]:
        return self.account.candidates or {}

    def ask(self, person: str, key: str = "", *, again: bool = False) -> list[Effect]:
        effects: list[Effect] = []
        asked = AccountAsked(
            key="@acme",
            id=f"{person}/{self.at}",
            at=self.at,
            received_at=self.at,
            journey="limit",
            person=person,
            name="hit",
            entry_key=key,
            again=again,
        )
        self.account = answer_ask(self.account, asked, self.live, effects)
        return effects

    def hear(self, chosen: AccountChose, outcome: Any, reason: str = "") -> list[Effect]:
        effects: list[Effect] = []
        answer = MemberAnswered(
            key="@acme",
            id=f"{chosen.id}/{outcome}",
            at=self.at,
            received_at=self.at,
            journey="limit",
            place=chosen.id,
            person=chosen.key,
            outcome=outcome,
            reason=reason,
            arms={"test": "b"},
        )
        self.account = hear(self.account, answer, self.live, effects)
        return effects


def chosen(effects: list[Effect]) -> list[AccountChose]:
    return [one.signal for one in effects if isinstance(one, EmitSignal) and isinstance(one.signal, AccountChose)]


def refused(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(one.person, one.reason) for one in effects if isinstance(one, Fact) and one.kind == "not_entered"]


def test_the_first_rule_comes_first_and_of_one_rule_the_longest_standing_member() -> None:
    acme = Acme(published(limit=3), eve=(OWNER,), cem=(ADMIN,), bob=(ADMIN,), dia=(ADMIN,))
    assert [(one.key, one.rule) for one in chosen(acme.ask("ann"))] == [("eve", OWNER), ("bob", ADMIN), ("cem", ADMIN)]


def test_two_who_ask_in_one_moment_make_one_passage() -> None:
    acme = Acme(published(), bob=(OWNER,))
    assert len(chosen(acme.ask("ann"))) == 1
    asked = [one.signal for one in acme.ask("cem") if isinstance(one, EmitSignal)]
    assert [type(one) for one in asked] == [PlaceAsked, AccountAsked], "whoever is inside answers first"
    assert refused(acme.ask("cem", again=True)) == [("cem", "already_inside")]


def test_who_refuses_is_followed_by_the_next_until_nobody_is_left() -> None:
    acme = Acme(published(), bob=(OWNER,), dia=(ADMIN,))
    (first,) = chosen(acme.ask("ann"))
    (second,) = chosen(acme.hear(first, "refused", "unreachable"))
    assert (first.key, second.key) == ("bob", "dia")
    assert acme.hear(first, "refused", "unreachable") == [], "an answer that comes twice changes nothing"
    assert refused(acme.hear(second, "refused", "unreachable")) == [("ann", "nobody_reached")]
    assert len(chosen(acme.ask("ann"))) == 1, "nobody has entered, so re-entry forbids nothing"


@pytest.mark.parametrize("hand_on", [True, False])
def test_who_leaves_the_account_is_followed_where_the_journey_hands_on(hand_on: bool) -> None:
    acme = Acme(published(hand_on=hand_on), bob=(OWNER,), dia=(ADMIN,))
    (first,) = chosen(acme.ask("ann"))
    acme.hear(first, "entered")
    following = chosen(acme.hear(first, "ended", "left_account"))
    assert [(one.key, one.arms) for one in following] == ([("dia", {"test": "b"})] if hand_on else [])
    if following:
        assert chosen(acme.hear(following[0], "ended", "completed")) == []
    assert not acme.account.journeys or not acme.account.journeys["limit"].open


def test_reentry_counts_for_the_account_by_key_and_in_all() -> None:
    live = published({"policy": "once", "key": "event.k", "times": 2, "concurrent": True})
    acme = Acme(live, bob=(OWNER,))
    for key in ("a", "b"):
        (one,) = chosen(acme.ask("ann", key))
        acme.hear(one, "ended", "completed")
    assert refused(acme.ask("cem", "a")) == [("cem", "entered_enough")]
    acme = Acme(published({"policy": "once", "key": "event.k"}), bob=(OWNER,))
    acme.hear(chosen(acme.ask("ann", "a"))[0], "ended", "completed")
    assert refused(acme.ask("cem", "a")) == [("cem", "already_entered")] and chosen(acme.ask("cem", "b"))


def test_the_fallback_stands_in_where_no_rule_is_true() -> None:
    assert refused(Acme(published()).ask("cem")) == [("cem", "nobody_fits")]
    assert [one.key for one in chosen(Acme(published(fallback="asker")).ask("cem"))] == ["cem"]
    assert [one.key for one in chosen(Acme(published(fallback="anyone", limit=2)).ask("cem"))] == ["ann"]


def test_what_a_member_states_replaces_what_was_known_and_is_bounded() -> None:
    acme = Acme(published(), bob=(OWNER, ADMIN))
    acme.state("bob", ADMIN)
    assert acme.known() == {rule_key(ADMIN): Candidates(("bob",))}
    acme.state("bob")
    assert acme.known() == {}
    for number in range(CANDIDATES_MAX + 1):
        acme.state(f"p{number}", OWNER)
    known = acme.known()[rule_key(OWNER)]
    assert (len(known.people), known.more) == (CANDIDATES_MAX, True)


def test_a_journey_that_is_paused_or_unknown_chooses_nobody() -> None:
    acme = Acme(published().set_state("limit", "paused"), bob=(OWNER,))
    assert refused(acme.ask("ann")) == [("ann", "journey_paused")]
    assert refused(Acme(PublishedSet()).ask("ann")) == [("ann", "journey_stopped")]


def test_a_place_of_which_its_member_knows_nothing_counts_as_no_entry() -> None:
    acme = Acme(published({"policy": "once"}), bob=(OWNER,))
    lost = chosen(acme.ask("ann"))[0]
    acme.hear(lost, "ended", "not_inside")
    assert chosen(acme.ask("cem", again=True)), "nobody has ever entered"


def test_the_keys_of_all_journeys_of_an_account_are_bounded_together() -> None:
    acme = Acme(published({"policy": "once", "key": "event.k"}), bob=(OWNER,))
    full = JourneyHistory(sealed=bytes(KEYS_BYTES // KEY_ROW * KEY_ROW))
    acme.account = replace(acme.account, journeys={**(acme.account.journeys or {}), "other": AccountJourney(full)})
    for number in range(KEYS_NAMED_MAX + 1):
        acme.hear(chosen(acme.ask("ann", f"k{number}"))[0], "ended", "completed")
    known = (acme.account.journeys or {}).values()
    assert sum(len(one.history.sealed) for one in known) <= KEYS_BYTES
