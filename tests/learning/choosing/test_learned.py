"""Values of rules are right where the truth is known, and learning sees a rule as decisions do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.choosing.law import KnownPerson, laws
from loopline.learning.choosing.evidence import choice_evidence
from loopline.learning.choosing.learned import law_of, learned_rule, mean_of_units, option_values
from loopline.learning.choosing.posterior import best_rule, groups_rule
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule
from loopline.model.nodes.choose import NOTHING
from tests.learning.choosing.made import NODE, POLICY, rows

HALF = ChoiceRule(stage="best", shares={"": {"a": 0.6, "b": 0.3, NOTHING: 0.1}})


def buys(option: str, seats: int) -> float:
    if option == NOTHING:
        return 0.1
    return 0.4 if (option == "a") == (seats < 5) else 0.1


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(1, 10_000), stage=st.sampled_from(["random", "best", "groups", "learned"]))
def test_learning_and_decisions_agree_on_the_law_of_a_rule(seed: int, stage: str) -> None:
    made = rows(buys, 150, seed=seed)
    seen = choice_evidence(NODE, made)
    every = np.ones(seen.size, dtype=bool)
    rule = {
        "random": lambda: ChoiceRule(),
        "best": lambda: best_rule(seen, every, money=False),
        "groups": lambda: groups_rule(seen, every, money=False),
        "learned": lambda: learned_rule(seen, option_values(seen), every),
    }[stage]()
    table = law_of(rule, seen)
    assert np.allclose(table.sum(axis=1), 1)
    policy = ChoicePolicy(journey="j", node="pick", version=1, now=rule)
    for row, own in zip(made, table, strict=True):
        known = KnownPerson(row.told.group, row.told.context)
        said = laws(policy, [name for name in row.told.shares if name != NOTHING], known, 0.0).of["now"]
        assert {name: own[at] for at, name in enumerate(seen.options) if name in said} == pytest.approx(dict(said))


@pytest.mark.parametrize("logged", [POLICY, replace(POLICY, version=1, now=HALF, before=ChoiceRule(), state="trial")])
def test_values_hold_the_truth_in_their_intervals_whatever_was_logged(logged: ChoicePolicy) -> None:
    """One-sided bounds of 95 % for taking a always, of 200 worlds: the truth is 0.25, and no bound leaves it out much
    more often than promised."""
    above = below = 0
    for seed in range(200):
        seen = choice_evidence(NODE, rows(buys, 400, seed=seed + 1, policy=logged))
        law = law_of(ChoiceRule(stage="best", shares={"": {"a": 1.0, "b": 0.0, NOTHING: 0.0}}), seen)
        mean, error = mean_of_units(seen, (law * option_values(seen)).sum(axis=1))
        above += mean - 1.645 * error > 0.25
        below += mean + 1.645 * error < 0.25
    assert max(above, below) <= 20, (above, below)  # 10 are expected; 20 is beyond 99.8 % of binomial chance


def test_people_who_come_often_are_not_taken_for_many() -> None:
    made = rows(buys, 300)
    one, many = choice_evidence(NODE, made), choice_evidence(NODE, made * 4)
    _, error = mean_of_units(one, one.reward)
    _, same = mean_of_units(many, many.reward)
    assert same == pytest.approx(error, rel=1e-9)


def test_a_learned_rule_targets_where_it_pays_and_slopes_of_chance_are_none() -> None:
    seen = choice_evidence(NODE, rows(buys, 4_000, vip=1.0))
    rule = learned_rule(seen, option_values(seen), np.ones(seen.size, dtype=bool))
    best = [seen.options[at] for at in law_of(rule, seen).argmax(axis=1)]
    right = [("a" if seen.group[row] == 0 else "b") == name for row, name in enumerate(best)]
    assert np.mean(right) > 0.95
    assert rule.scores[NOTHING] == (0.0,) * 5
