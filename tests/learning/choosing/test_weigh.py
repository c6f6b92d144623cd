"""What a look leads to: too little waits, a better rule is tried, promoted, given up or taken back; chance is not."""

import pytest
from msgspec.structs import replace

from loopline.learning.choosing.figures import PolicyWeighed
from loopline.learning.choosing.rows import ChoiceRow
from loopline.learning.choosing.weigh import REST_MS, TRIAL_MS_MAX, stage_before, stages_of, weigh
from loopline.model.choosing.policy import ChoicePolicy, check_policy
from loopline.model.duration import DAY
from loopline.model.nodes.choose import NOTHING
from tests.learning.choosing.made import NODE, POLICY, rows

NOW = 1_000 * DAY


def pays(option: str, seats: int) -> float:
    return 0.1 if option == NOTHING else 0.4 if (option == "a") == (seats < 5) else 0.1


def one_is_best(option: str, seats: int) -> float:
    return 0.4 if option == "a" else 0.1


def same(option: str, seats: int) -> float:
    return 0.2


def look(made: list[ChoiceRow], policy: ChoicePolicy = POLICY, now: int = NOW) -> PolicyWeighed:
    found = weigh(NODE, made, policy, now)
    if found.policy is not None:
        check_policy(found.policy)
        assert found.policy.version == policy.version + 1
    return found


def tried(policy: PolicyWeighed) -> ChoicePolicy:
    assert policy.policy is not None
    return policy.policy


def test_the_stages_are_those_for_which_the_author_names_what_they_go_by() -> None:
    plain = replace(NODE, by=(), context=())
    assert stages_of(NODE) == ("random", "best", "groups", "learned")
    assert stages_of(plain) == ("random", "best")
    assert stages_of(replace(NODE, by=())) == ("random", "best", "learned")
    assert stages_of(replace(NODE, up_to="best")) == ("random", "best")
    assert stage_before(replace(NODE, by=()), "learned") == "best"
    assert stage_before(NODE, "random") == "random"


def test_too_few_people_wait_and_pending_ones_are_not_counted() -> None:
    made = rows(pays, 190)
    assert look(made).move == "waits"
    assert look([replace(one, pending=True) for one in rows(pays, 2_000)]).move == "waits"
    assert look([]).move == "waits"


def test_a_better_rule_is_tried_against_the_stage_before_it_and_promoted_once_the_split_agrees() -> None:
    first = look(rows(one_is_best, 1_000))
    assert first.move == "on_trial"
    policy = tried(first)
    assert (policy.now.stage, policy.before and policy.before.stage, policy.state) == ("best", "random", "trial")
    assert (policy.round, policy.since, policy.at) == (1, NOW, NOW)
    more = rows(one_is_best, 1_500, policy=policy, first=1_000)
    second = look([*rows(one_is_best, 1_000), *more], policy, NOW + DAY)
    assert second.move == "promoted" and second.split is not None and second.split.e_better >= 20
    assert (tried(second).state, tried(second).proven, tried(second).round) == ("standing", "best", 2)


def test_targeting_is_tried_where_it_pays_and_not_where_it_does_not() -> None:
    assert tried(look(rows(pays, 1_500))).now.stage == "groups"
    values = {one.stage: one for one in look(rows(one_is_best, 3_000)).rules}
    assert values["best"].passes and not values["groups"].passes and not values["learned"].passes


def test_where_nothing_differs_hardly_any_trial_begins() -> None:
    begun = sum(look(rows(same, 1_500, seed=seed)).move == "on_trial" for seed in range(40))
    assert begun <= 12, "of 40, three bounds of 5 % each look"


def test_a_rule_that_does_worse_than_the_one_before_is_taken_back_and_rests() -> None:
    policy = replace(tried(look(rows(one_is_best, 1_000))), state="standing", proven="best")
    turned = rows(lambda option, seats: 0.1 if option == "a" else 0.5, 6_000, policy=policy, first=1_000)
    found = look([*rows(one_is_best, 1_000), *turned], policy, NOW + DAY)
    assert found.move == "taken_back"
    back = tried(found)
    assert (back.now.stage, back.state, back.proven, back.rested) == ("random", "none", "random", "best")
    assert back.rested_until == NOW + DAY + REST_MS
    again = look(rows(one_is_best, 1_000), back, NOW + 2 * DAY)
    assert again.move == "kept" and "later" in again.words
    assert look(rows(one_is_best, 1_000), back, NOW + 2 * DAY + REST_MS).move == "on_trial"


def test_a_trial_that_nothing_decides_ends() -> None:
    policy = tried(look(rows(one_is_best, 1_000)))
    found = look(rows(one_is_best, 1_000), policy, NOW + TRIAL_MS_MAX + 1)
    assert (found.move, tried(found).now.stage) == ("given_up", "random")
    faded = look(rows(same, 4_000, seed=5), policy, NOW + 15 * DAY)
    assert faded.move == "given_up" and "not shown any more" in faded.words


@pytest.mark.parametrize("stage", ["best", "random"])
def test_a_policy_beyond_what_the_author_allows_begins_again(stage: str) -> None:
    policy = replace(tried(look(rows(pays, 1_500))), proven="groups")
    found = weigh(replace(NODE, up_to=stage), rows(one_is_best, 1_500), policy, NOW + DAY)
    assert found.move in ("on_trial", "waits")
    if found.policy is not None:
        assert (found.policy.now.stage, found.policy.proven) == ("best", "random")


def test_the_same_evidence_states_the_same_policy_to_every_digit() -> None:
    made = rows(pays, 1_000)
    assert look(made).policy == look(list(made)).policy
