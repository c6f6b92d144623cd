"""What is settled becomes arrays; what is not over yet teaches nothing."""

import numpy as np
from msgspec.structs import replace

from loopline.learning.choosing.evidence import choice_evidence
from loopline.model.nodes.choose import NOTHING
from tests.learning.choosing.made import NODE, rows


def test_pending_choices_and_options_that_are_gone_teach_nothing() -> None:
    made = rows(lambda option, seats: 0.5, 100)
    late = [replace(made[0], pending=True), replace(made[1], option="gone"), *made[2:]]
    assert choice_evidence(NODE, late).size == 98
    assert choice_evidence(NODE, []).size == choice_evidence(NODE, []).units == 0


def test_columns_are_those_of_the_document() -> None:
    seen = choice_evidence(NODE, rows(lambda option, seats: 0.5, 200))
    assert seen.options == ("a", "b", NOTHING)
    assert seen.inputs.shape == (200, 4)
    assert np.allclose(seen.inputs[:, :2].mean(axis=0), 0, atol=1e-9)
    assert np.all(seen.inputs[:, 2:].sum(axis=1) == 1)
    assert np.all(seen.allowed[np.arange(200), seen.chosen])
    assert np.all(seen.allowed[:, 0]) and not np.all(seen.allowed[:, 1])


def test_a_unit_is_one_however_often_it_comes_and_stands_in_one_fold() -> None:
    made = rows(lambda option, seats: 0.5, 30)
    twice = choice_evidence(NODE, [*made, *made])
    assert twice.units == 30
    assert all(len(set(twice.fold[twice.unit == unit])) == 1 for unit in range(30))


def test_the_reward_is_the_goal_or_its_money() -> None:
    made = rows(lambda option, seats: 0.5, 200, pays=30)
    bought = choice_evidence(NODE, made)
    money = choice_evidence(replace(NODE, reward="value"), made)
    assert set(bought.reward) == {0.0, 1.0}
    assert money.reward.sum() > 10 * bought.reward.sum()
