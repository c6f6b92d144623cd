"""The law of a draw: shares sum to one, the floor of exploration holds, and nobody gets what they may not have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.decisions.choosing.law import UNSTATED, KnownPerson, laws
from loopline.model.choosing.policy import EXPLORE, ChoicePolicy, ChoiceRule, Feature, TrialState
from loopline.model.nodes.choose import NOTHING

NAMES = ("a", "b", "c")
ALL = (*NAMES, NOTHING)
numbers = st.floats(-5, 5)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, float]:
    weights = [draw(st.integers(0, 9)) for _ in ALL]
    weights[draw(st.integers(0, 3))] += 1
    return {name: weight / sum(weights) for name, weight in zip(ALL, weights, strict=True)}


@st.composite
def rules(draw: st.DrawFn) -> ChoiceRule:
    stage = draw(st.sampled_from(["random", "best", "groups", "learned"]))
    if stage == "random":
        return ChoiceRule()
    if stage == "learned":
        known = draw(st.lists(st.sampled_from(ALL), min_size=1, max_size=4, unique=True))
        seats = Feature(name="seats", mean=3, scale=2)
        scores: dict[str, tuple[float, ...]] = {name: (draw(numbers), draw(numbers), draw(numbers)) for name in known}
        return ChoiceRule(stage="learned", features=(seats,), groups=("big",), scores=scores)
    found = {"": draw(shares()), **({"big": draw(shares())} if stage == "groups" else {})}
    return ChoiceRule(stage=stage, shares=found)  # type: ignore[arg-type]  # drawn from the four


@st.composite
def policies(draw: st.DrawFn) -> ChoicePolicy:
    states: list[TrialState] = ["none", "trial", "standing"]
    state = draw(st.sampled_from(states))
    before = None if state == "none" else draw(rules())
    return ChoicePolicy(journey="j", node="n", version=1, now=draw(rules()), before=before, state=state)


known_people = st.builds(
    lambda group, seats: KnownPerson(group, {"seats": seats}),
    st.sampled_from(["", "big", "other"]),
    st.one_of(st.none(), st.floats(-100, 100)),
)
eligible = st.lists(st.sampled_from(NAMES), unique=True).map(sorted)


@given(policies(), eligible, known_people, st.sampled_from([0.01, 0.05, 0.3, 0.5]))
def test_shares_sum_to_one_and_the_floors_hold(
    policy: ChoicePolicy, may_have: list[str], known: KnownPerson, least: float
) -> None:
    found = laws(policy, may_have, known, least)
    assert sum(found.lanes.values()) == pytest.approx(1)
    for law in (*found.of.values(), found.overall):
        assert set(law) == {*may_have, NOTHING}
        assert sum(law.values()) == pytest.approx(1)
        assert min(law.values()) >= 0
    floor = EXPLORE / (len(may_have) + 1)
    assert all(share >= floor - 1e-12 for share in found.overall.values())
    assert found.overall[NOTHING] >= least - 1e-12


def test_before_anything_is_learned_all_that_is_allowed_is_as_probable() -> None:
    assert laws(UNSTATED, ["a", "b"], KnownPerson(), 0.05).overall == pytest.approx(
        {"a": 1 / 3, "b": 1 / 3, NOTHING: 1 / 3}
    )
    assert laws(UNSTATED, [], KnownPerson(), 0.05).overall == pytest.approx({NOTHING: 1})


def test_an_option_that_the_rule_does_not_know_gets_an_even_part() -> None:
    rule = ChoiceRule(stage="best", shares={"": {"a": 1.0, NOTHING: 0.0}})
    policy = ChoicePolicy(journey="j", node="n", version=1, now=rule)
    now = laws(policy, ["a", "new"], KnownPerson(), 0.01).of["now"]
    assert now["new"] == pytest.approx(1 / 3, abs=0.01)
    assert now["a"] == pytest.approx(2 / 3, abs=0.01)


def test_a_group_without_shares_of_its_own_goes_by_the_whole() -> None:
    rule = ChoiceRule(stage="groups", shares={"": {"a": 1.0, NOTHING: 0.0}, "big": {"a": 0.0, NOTHING: 1.0}})
    policy = ChoicePolicy(journey="j", node="n", version=1, now=rule)
    assert laws(policy, ["a"], KnownPerson("small"), 0.01).of["now"]["a"] == pytest.approx(1)
    assert laws(policy, ["a"], KnownPerson("big"), 0.01).of["now"]["a"] == 0


def test_what_is_not_known_of_a_person_counts_as_the_mean() -> None:
    rule = ChoiceRule(
        stage="learned", features=(Feature(name="seats", mean=3, scale=1),), scores={"a": (-0.5, 1), NOTHING: (0, 0)}
    )
    policy = ChoicePolicy(journey="j", node="n", version=1, now=rule)

    def best(seats: float | None) -> str:
        law = laws(policy, ["a"], KnownPerson("", {"seats": seats}), 0.01).of["now"]
        return max(law, key=lambda name: law[name])

    assert (best(5), best(None), best(3.4), best(3.6)) == ("a", NOTHING, NOTHING, "a")
