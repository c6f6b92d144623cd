"""Thompson's shares: how sure it is which option is best, on the whole and in groups that lean on the whole."""

import numpy as np
import pytest
from msgspec.structs import replace

from loopline.learning.choosing.evidence import choice_evidence
from loopline.learning.choosing.posterior import best_rule, groups_rule, means
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule
from loopline.model.nodes.choose import NOTHING
from tests.learning.choosing.made import NODE, rows

MOSTLY_A = ChoiceRule(
    stage="groups", shares={"": {"a": 1.0, "b": 0.0, NOTHING: 0.0}, "large": {"a": 0.0, "b": 1.0, NOTHING: 0.0}}
)


def every(size: int) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.ones(size, dtype=bool)


@pytest.mark.parametrize("money", [False, True])
def test_the_better_option_gets_the_share_with_which_it_is_the_best(money: bool) -> None:
    node = replace(NODE, reward="value" if money else "conversion")
    few = choice_evidence(node, rows(lambda option, seats: 0.3 if option == "a" else 0.2, 60, vip=1.0))
    much = choice_evidence(node, rows(lambda option, seats: 0.3 if option == "a" else 0.2, 4_000, vip=1.0))
    unsure, sure = (best_rule(seen, every(seen.size), money=money).shares[""] for seen in (few, much))
    assert sum(unsure.values()) == pytest.approx(1) and sum(sure.values()) == pytest.approx(1)
    assert max(unsure.values()) < 0.98
    assert sure["a"] > 0.99 > max(unsure.values())


def test_a_mean_is_that_of_all_who_might_have_it_whoever_was_given_it() -> None:
    """Small buy more, and mostly they got a: a plain mean would say that a sells better. Nothing does anything."""
    policy = ChoicePolicy(journey="j", node="pick", version=1, now=MOSTLY_A)
    seen = choice_evidence(NODE, rows(lambda option, seats: 0.5 if seats < 5 else 0.1, 20_000, policy=policy, vip=1.0))
    plain = [seen.reward[seen.chosen == at].mean() for at in range(3)]
    assert plain[0] > 0.45 and plain[1] < 0.15
    assert means(seen, every(seen.size)).mean == pytest.approx([0.3, 0.3, 0.3], abs=0.05)


def test_groups_that_differ_by_chance_alone_follow_the_whole() -> None:
    seen = choice_evidence(NODE, rows(lambda option, seats: 0.25 if option == "a" else 0.2, 3_000, vip=1.0))
    shares = groups_rule(seen, every(seen.size), money=False).shares
    assert min(own["a"] for own in shares.values()) > 0.8


def test_groups_that_differ_are_told_apart() -> None:
    pays = rows(lambda option, seats: 0.3 if (option == "a") == (seats < 5) else 0.1, 3_000, vip=1.0)
    seen = choice_evidence(NODE, pays)
    shares = groups_rule(seen, every(seen.size), money=False).shares
    assert shares["small"]["a"] > 0.95 and shares["large"]["a"] < 0.05


def test_the_same_evidence_gives_the_same_shares() -> None:
    seen = choice_evidence(NODE, rows(lambda option, seats: 0.2, 500))
    assert groups_rule(seen, every(500), money=False) == groups_rule(seen, every(500), money=False)
