"""A choice is drawn among what somebody may have, once a passage, and remembered with what decided it."""

from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule, Feature
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.nodes.choose import NOTHING
from loopline.model.person import Person
from loopline.runtime.engine.publication import with_policy
from tests.decisions.played import ANN, DAY, MAIL, MANY, START, did, later, mails, play, published

CHOOSE: dict[str, Any] = {
    "kind": "choose",
    "options": [{"name": "gift", "when": "plan == 'free'", "then": "mail"}, {"name": "tips", "then": "mail"}],
    "by": [{"name": "big", "when": "seats > 9"}, {"name": "any", "when": "seats > 0"}],
    "context": ["seats", "vip", "plan", "entry.amount"],
}
JOURNEY: dict[str, Any] = {
    "entry": {"on": ["go"], "reentry": MANY},
    "goal": {"event": "bought", "within": "2d"},
    "nodes": {"pick": CHOOSE, "mail": MAIL},
}
FREE = replace(ANN, traits={"email": "ann@example.test", "plan": "free", "seats": 12, "vip": True})


def facts(effects: list[Effect], reason: str = "choice") -> list[Fact]:
    return [one for one in effects if isinstance(one, Fact) and one.reason == reason]


def told(fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = json.decode(fact.data or b"{}")
    return found


def always(option: str, **more: Any) -> ChoicePolicy:
    """A policy by which everybody outside of exploration gets this option."""
    names = ("gift", "tips", NOTHING)
    rule = ChoiceRule(stage="best", shares={"": {name: float(name == option) for name in names}})
    return ChoicePolicy(**{"journey": "j", "node": "pick", "version": 1, "now": rule, **more})


def many(rules: PublishedSet, person: Person, number: int = 60) -> list[Fact]:
    """The choices of so many passages of one person."""
    return facts(play(rules, person, *(did("go", START + n, n=n, amount=7) for n in range(number)))[1])


def test_a_choice_is_a_fact_with_all_that_decided_it_and_is_remembered() -> None:
    ann, effects = play(published(JOURNEY), FREE, did("go", amount=7))
    (fact,) = facts(effects)
    assert (fact.kind, fact.node) == ("stepped", "pick")
    assert fact.value == pytest.approx(1 / 3)
    assert told(fact) == {
        "stage": "random",
        "policy": 0,
        "round": 0,
        "lane": told(fact)["lane"],
        "shares": dict.fromkeys(("gift", "tips", NOTHING), 0.333333333),
        "group": "big",
        "context": {"seats": 12.0, "vip": 1.0, "plan": None, "entry.amount": 7.0},
    }
    assert len(mails(effects)) == (fact.name != NOTHING)
    assert len(ann.enrollments) == 0


def test_the_same_passage_draws_the_same_and_another_one_anew() -> None:
    rules = published(JOURNEY)
    first, again = many(rules, FREE), many(rules, FREE)
    assert [one.name for one in first] == [one.name for one in again]
    assert {one.name for one in first} == {"gift", "tips", NOTHING}


@pytest.mark.parametrize("traits", [{"plan": "team"}, {}])
def test_nobody_gets_what_they_may_not_have_and_unknown_is_not_true(traits: dict[str, Any]) -> None:
    found = many(published(JOURNEY), replace(ANN, traits={"email": "a@example.test", **traits}))
    assert {one.name for one in found} == {"tips", NOTHING}
    assert told(found[0])["refused"] == ["gift"]
    assert found[0].value == pytest.approx(0.5)


def test_a_stated_policy_holds_from_then_on_and_an_older_one_changes_nothing() -> None:
    rules = with_policy(published(JOURNEY), always("tips", version=2))
    found = many(with_policy(rules, always("gift", version=1)), FREE, 300)
    shares = {name: sum(one.name == name for one in found) / 300 for name in ("gift", "tips", NOTHING)}
    assert shares["tips"] > 0.85
    assert {(told(one)["policy"], told(one)["stage"]) for one in found} == {(2, "best")}
    assert {round(one.value or 0, 6) for one in found if one.name == "tips"} == {round(1 - 2 * 0.05 / 3 - 0.0333333, 6)}


def test_a_policy_beyond_the_stage_that_the_author_allows_does_not_hold() -> None:
    kept = {**JOURNEY, "nodes": {**JOURNEY["nodes"], "pick": {**CHOOSE, "up_to": "random"}}}
    found = many(with_policy(published(kept), always("tips")), FREE)
    assert {told(one)["policy"] for one in found} == {0}
    assert {one.name for one in found} == {"gift", "tips", NOTHING}


def test_a_learned_policy_goes_by_what_is_known() -> None:
    rule = ChoiceRule(
        stage="learned",
        features=(Feature(name="seats", mean=10, scale=1),),
        scores={"gift": (0.0, 1.0), "tips": (0.0, -1.0), NOTHING: (0.0, 0.0)},
    )
    rules = with_policy(published(JOURNEY), always("tips", now=rule))

    def most(seats: int) -> str:
        names = [one.name for one in many(rules, replace(FREE, traits={**FREE.traits, "seats": seats}))]
        return max(set(names), key=names.count)

    assert (most(12), most(8)) == ("gift", "tips")


def test_a_passage_that_comes_back_keeps_its_choice_while_it_may_have_it() -> None:
    nodes = {"pick": {**CHOOSE, "otherwise": "rest"}, "rest": {"kind": "wait", "for": "1d", "then": "pick"}}
    nodes["pick"]["options"] = [{**one, "then": "rest"} for one in CHOOSE["options"]]
    rules = with_policy(published({**JOURNEY, "nodes": nodes}), always("gift"))
    for number in range(20):
        ann, effects = play(rules, FREE, did("go", START + number), later(START + number + DAY))
        (first,), (kept,) = facts(effects), facts(effects, "choice_kept")
        assert first.name == kept.name
        poorer = replace(ann, traits={**ann.traits, "plan": "team"})
        _, more = play(rules, poorer, later(START + number + 2 * DAY))
        (last,) = facts(more, "choice_kept")
        assert last.name == (NOTHING if first.name == "gift" else first.name)


def test_goals_are_seen_for_the_whole_time_from_the_choice_on_whatever_was_chosen() -> None:
    """Without a message of its own, a window would close two days after the entry: before those of others."""
    nodes = {"rest": {"kind": "wait", "for": "36h", "then": "pick"}, "pick": CHOOSE, "mail": MAIL}
    rules = published({**JOURNEY, "nodes": nodes})
    seen = set()
    for number in range(12):
        at = START + number * 1_000
        signals = (did("go", at), later(at + 36 * 3_600_000), did("bought", at + 3 * DAY))
        _, effects = play(rules, FREE, *signals)
        goals = [one for one in effects if isinstance(one, Fact) and one.kind == "goal"]
        assert len(goals) == 1
        seen.add(facts(effects)[0].name)
    assert NOTHING in seen and len(seen) > 1


def test_people_who_are_held_out_are_drawn_alike_and_get_no_message() -> None:
    held = published({**JOURNEY, "holdout": {"percent": 90}})
    free = published(JOURNEY)
    for number in range(40):
        person = replace(FREE, key="ann", unit=f"u{number}")
        (_, with_holdout), (_, without) = play(held, person, did("go")), play(free, person, did("go"))
        (one,), (other,) = facts(with_holdout), facts(without)
        assert (one.name, one.value) == (other.name, other.value)
        if one.held:
            assert not mails(with_holdout)
