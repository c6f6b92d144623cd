"""A policy that nobody could be drawn by is refused before it holds."""

from math import nan

import pytest
from msgspec.structs import replace

from loopline.model.choosing.policy import (
    BEFORE_STANDING,
    BEFORE_TRIAL,
    ChoicePolicy,
    ChoiceRule,
    Feature,
    check_policy,
)
from loopline.model.errors import Invalid

EVEN = ChoiceRule(stage="best", shares={"": {"a": 0.5, "nothing": 0.5}})
SEATS = Feature(name="seats", mean=4, scale=2)
LEARNED = ChoiceRule(stage="learned", features=(SEATS,), scores={"a": (0.1, 0.2), "nothing": (0, 0)})
POLICY = ChoicePolicy(journey="j", node="pick", version=1, now=EVEN)


@pytest.mark.parametrize(
    "rule",
    [
        ChoiceRule(stage="best", shares={"": {"a": 0.5, "nothing": 0.4}}),
        ChoiceRule(stage="best", shares={"": {"a": 1.5, "nothing": -0.5}}),
        ChoiceRule(stage="groups", shares={str(n): {"a": 1.0} for n in range(14)}),
        ChoiceRule(stage="groups", shares={"few": {"a": 1.0}}),
        ChoiceRule(stage="best", shares={"": {str(n): 1 / 12 for n in range(12)}}),
        ChoiceRule(stage="learned", features=(SEATS,), scores={"a": (0.1,)}),
        ChoiceRule(stage="learned", features=(SEATS,), scores={"a": (0.1, nan)}),
        ChoiceRule(stage="learned", features=(replace(SEATS, scale=0),), scores={"a": (0.1, 0.2)}),
    ],
)
def test_an_unsound_rule_is_refused_as_that_of_now_and_as_that_before(rule: ChoiceRule) -> None:
    for policy in (replace(POLICY, now=rule), replace(POLICY, before=rule, state="trial")):
        with pytest.raises(Invalid) as told:
            check_policy(policy)
        assert told.value.code == "policy_unsound"


@pytest.mark.parametrize("rule", [ChoiceRule(), EVEN, LEARNED])
def test_a_sound_rule_passes(rule: ChoiceRule) -> None:
    check_policy(replace(POLICY, now=rule, before=EVEN))


def test_a_trial_has_half_and_a_promoted_rule_a_tenth_beside_it() -> None:
    tried = replace(POLICY, before=ChoiceRule(), state="trial")
    assert tried.before_share == BEFORE_TRIAL
    assert tried.before_lanes == ("before", "explore")
    assert replace(tried, state="standing").before_share == 0  # chance is explored anyway
    promoted = replace(tried, before=EVEN, state="standing")
    assert (promoted.before_share, promoted.before_lanes) == (BEFORE_STANDING, ("before",))
    assert POLICY.before_share == 0
