"""Who enters: the key of a hand-over is that of the passage, not of the event that happens to come in."""

from loopline.model.fact import Fact
from tests.decisions.played import ANN, DAY, MANY, START, did, later, play, published


def test_a_hand_over_after_a_wait_enters_under_the_key_of_its_own_entry() -> None:
    first = {
        "nodes": {"rest": {"kind": "wait", "for": "1h", "then": "on"}, "on": {"kind": "handoff", "journey": "next"}},
        "entry": {"on": ["go"], "reentry": {**MANY, "key": "event.order"}},
    }
    following = {
        "id": "next",
        "nodes": {"rest": {"kind": "wait", "for": "5d"}},
        "entry": {"on": ["never"], "reentry": {"policy": "once", "key": "event.order"}},
    }
    rules = published(first, following)
    person, effects = play(rules, ANN, did("go", order="a"), did("go", START + 1, order="b"), later(START + DAY))
    assert sorted(enrollment.key for enrollment in person.enrollments) == ["a", "b"]
    assert not [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "not_entered"]
