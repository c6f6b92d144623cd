"""Experiments that end, and experiments that have nobody in common."""

from typing import Any

from msgspec.structs import replace

from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.journey import Journey
from loopline.model.nodes.experiment import slots_of
from tests.decisions.played import ANN, MAIL, START, did, mails, play, published

ARMS = [{"name": "short", "weight": 1, "then": "mail"}, {"name": "long", "weight": 1, "then": "more"}]


def journey(id: str = "j", **fields: Any) -> dict[str, Any]:
    test = {"kind": "experiment", "arms": ARMS, **fields}
    return {
        "id": id,
        "entry": {"on": ["visited"]},
        "start": "test",
        "nodes": {"test": test, "mail": MAIL, "more": MAIL},
    }


def steps(effects: list[Effect], *kinds: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.reason) for one in effects if isinstance(one, Fact) and one.kind in kinds]


def test_with_a_winner_everybody_takes_its_way_and_the_fact_says_so() -> None:
    over = published(journey(winner="long"))
    for number in range(30):
        _, effects = play(over, replace(ANN, key=f"p{number}"), did("visited", START))
        assert [mail.node for mail in mails(effects)] == ["more"]
        assert steps(effects, "assigned") == [("assigned", "long", "winner")]


def test_outside_of_the_slot_people_take_the_first_arm_and_are_not_counted() -> None:
    over = published(
        journey("one", exclusive={"group": "price", "from": 0, "to": 40}),
        journey("two", exclusive={"group": "price", "from": 40, "to": 80}),
    )
    both = 0
    for number in range(200):
        _, effects = play(over, replace(ANN, key=f"p{number}"), did("visited", START))
        assigned = steps(effects, "assigned")
        outside = steps(effects, "stepped")
        assert len(assigned) + len(outside) == 2
        assert len(assigned) < 2, "nobody is in two experiments of a group"
        assert all(one == ("stepped", "short", "outside_slot") for one in outside)
        both += not assigned
    assert 20 < both < 64, "a fifth is in neither"


def test_a_slot_and_a_winner_that_cannot_be_are_said() -> None:
    wrong = build_document(
        {"kind": "journey", **journey(winner="lnog", exclusive={"group": "Price", "from": 60, "to": 40})}
    )
    found = {one.code: one for one in check_document(wrong)}
    assert {"winner_unknown", "slot_wrong", "id_form"} <= set(found)
    assert found["winner_unknown"].suggestion == "long"


def test_two_slots_that_overlap_are_told_with_the_other_experiment() -> None:
    one = build_document({"kind": "journey", **journey("one", exclusive={"group": "price", "from": 0, "to": 40})})
    two = build_document({"kind": "journey", **journey("two", exclusive={"group": "price", "from": 39.5, "to": 80})})
    assert isinstance(one, Journey)
    assert isinstance(two, Journey)
    around = CheckContext(slots=slots_of("two", two.nodes))
    [told] = [found for found in check_document(one, around) if found.code == "slots_overlap"]
    assert (told.severity, "two" in told.text) == ("warning", True)
    ended = replace(two.nodes["test"], winner="long")
    assert not slots_of("two", {"test": ended})
