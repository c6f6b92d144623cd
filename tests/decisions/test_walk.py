"""One enrollment from node to node: what nodes do beside moving on. Each test is a fault that was there once."""

import msgspec
import pytest

from loopline.model.fact import Fact
from loopline.model.signal import JourneyState
from tests.decisions.played import ANN, MAIL, MANY, START, did, mails, play, published


def test_journeys_that_hand_round_in_a_circle_come_to_an_end() -> None:
    to_b = {"id": "a", "nodes": {"on": {"kind": "handoff", "journey": "b"}}, "entry": {"on": ["go"], "reentry": MANY}}
    to_a = {"id": "b", "nodes": {"on": {"kind": "handoff", "journey": "a"}}, "entry": {"on": ["no"], "reentry": MANY}}
    person, effects = play(published(to_b, to_a), ANN, did("go"))
    kinds = [(fact.kind, fact.reason) for fact in effects if isinstance(fact, Fact)]
    assert person.enrollments == ()
    assert sum(kind == "entered" for kind, _ in kinds) == 9
    assert ("not_entered", "handed_round") in kinds


def test_whoever_is_held_out_is_not_messaged_by_the_journey_that_takes_over() -> None:
    first = {"nodes": {"on": {"kind": "handoff", "journey": "next"}}}
    following = {"id": "next", "nodes": {"mail": MAIL}, "entry": {"on": ["no"]}}
    _, effects = play(published({**first, "holdout": {"percent": 90, "salt": "s"}}, following), ANN, did("go"))
    held = {fact.journey: fact.held for fact in effects if isinstance(fact, Fact) and fact.kind == "entered"}
    assert (held, mails(effects)) == ({"j": "journey", "next": "handoff"}, [])
    _, effects = play(published(first, following), ANN, did("go"))
    assert len(mails(effects)) == 1


@pytest.mark.parametrize("state", ["paused", "stopped"])
@pytest.mark.parametrize("holdout", [0, 90])
def test_a_hand_over_to_a_journey_that_is_closed_says_so(state: JourneyState, holdout: int) -> None:
    first = {"nodes": {"on": {"kind": "handoff", "journey": "next"}}, "holdout": {"percent": holdout, "salt": "s"}}
    following = {"id": "next", "nodes": {"mail": MAIL}, "entry": {"on": ["no"]}}
    rules = published(first, following).set_state("next", state)
    _, effects = play(rules, ANN, did("go"))
    facts = [fact for fact in effects if isinstance(fact, Fact) and fact.kind in ("stepped", "not_entered", "entered")]
    assert [(fact.kind, fact.journey, fact.reason) for fact in facts] == [
        ("entered", "j", ""),
        ("stepped", "j", f"handoff_{state}"),
        ("not_entered", "next", f"journey_{state}"),
    ]
    assert facts[2].held == "", "nobody was held out there: the door was closed"


def test_what_an_update_sets_is_told_to_those_who_ask_for_people() -> None:
    update = {"kind": "update", "set": {"plan": "pro"}, "add_to": ["buyers"]}
    _, effects = play(published({"nodes": {"set": update}}), ANN, did("go"))
    (told,) = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "person"]
    data = msgspec.json.decode(told.data or b"{}")
    assert (data["now"]["traits"]["plan"], data["now"]["lists"]) == ("pro", {"buyers": True})


@pytest.mark.parametrize("digits", [20, 400])
def test_a_number_too_big_for_a_record_stops_nobody(digits: int) -> None:
    update = {"kind": "update", "set": {"big": "=entry.v", "deep": "=entry.o"}, "then": "rest"}
    nodes = {"set": update, "rest": {"kind": "wait", "for": "5d"}}
    rules = published({"nodes": nodes, "goal": {"event": "bought", "value": "v"}})
    big = 10**digits
    person, effects = play(rules, ANN, did("go", v=big, o={"list": [big]}), did("bought", START + 1, v=big))
    assert msgspec.msgpack.encode(person)
    (goal,) = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "goal"]
    assert goal.value is None, "1e12 and more is no amount"
    assert person.traits.get("big") == (1e20 if digits == 20 else None)
