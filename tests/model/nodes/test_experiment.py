"""What an experiment weighs, and which part of everybody it has."""

from loopline.model.nodes.exit import Exit
from loopline.model.nodes.experiment import Arm, Experiment, Slot, slots_of

ARMS = (Arm(name="a", weight=3), Arm(name="b", weight=1))


def test_a_winner_weighs_alone() -> None:
    assert Experiment(arms=ARMS).weights == {"a": 3, "b": 1}
    assert Experiment(arms=ARMS, winner="b").weights == {"a": 0, "b": 1}


def test_the_slots_of_a_journey_are_those_of_experiments_that_go_on() -> None:
    slot = Slot(group="price", end=40)
    nodes = {
        "goes_on": Experiment(arms=ARMS, exclusive=slot),
        "is_over": Experiment(arms=ARMS, exclusive=slot, winner="a"),
        "of_all": Experiment(arms=ARMS),
        "end": Exit(),
    }
    assert slots_of("j", nodes) == {("j", "goes_on"): slot}
