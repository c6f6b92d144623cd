"""Bounds spend what they may spend, at any looks; published constants are in tests/calibration."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.lift.sequential import (
    NEVER,
    merge_looks,
    obrien_fleming_bounds,
    obrien_fleming_spend,
)
from loopline.model.errors import Invalid
from tests.learning.second_opinion import crossing_probability

LOOKS = st.lists(st.integers(1, 99), min_size=0, max_size=8, unique=True).map(
    lambda found: (*(k / 100 for k in sorted(found)), 1.0)
)


@given(LOOKS)
@settings(max_examples=25)
def test_all_looks_together_spend_alpha(looks: tuple[float, ...]) -> None:
    assert crossing_probability(looks, obrien_fleming_bounds(looks)) == pytest.approx(0.05, abs=1e-6)


@given(LOOKS)
@settings(max_examples=25)
def test_a_bound_does_not_depend_on_looks_to_come(looks: tuple[float, ...]) -> None:
    assert obrien_fleming_bounds(looks[:-1]) == pytest.approx(obrien_fleming_bounds(looks)[:-1], abs=1e-6)


def test_one_look_at_the_end_is_the_ordinary_test() -> None:
    assert obrien_fleming_bounds((1.0,)) == pytest.approx((1.959964,), abs=1e-6)


def test_a_very_early_look_cannot_stop() -> None:
    assert obrien_fleming_bounds((0.01,))[0] == NEVER


def test_a_last_look_before_or_past_the_plan_spends_what_is_left() -> None:
    for looks in ((0.25, 0.5, 0.8), (0.25, 0.5, 1.3)):
        bounds = obrien_fleming_bounds(looks, final=True)
        assert crossing_probability(looks, bounds) == pytest.approx(0.05, abs=1e-6)


def test_spending_starts_at_nothing_and_ends_at_alpha() -> None:
    assert obrien_fleming_spend(0.0, 0.05) == 0.0
    assert obrien_fleming_spend(1.0, 0.05) == pytest.approx(0.05)
    assert obrien_fleming_spend(1.7, 0.05) == pytest.approx(0.05)


def test_the_same_data_seen_twice_are_one_look() -> None:
    assert merge_looks((0.2, 0.4), 0.4) == (0.2, 0.4)
    assert merge_looks((0.4, 0.2, 0.20001, 0.9), 0.5) == (0.2, 0.4, 0.5)


@pytest.mark.parametrize("looks", [(0.0,), (0.5, 0.5), (0.5, 0.4)])
def test_information_that_does_not_rise_is_refused(looks: tuple[float, ...]) -> None:
    with pytest.raises(Invalid, match="looks_not_rising"):
        obrien_fleming_bounds(looks)
