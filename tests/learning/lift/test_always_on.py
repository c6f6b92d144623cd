"""The e-process agrees with its own definition, and its confidence sequence with its verdict."""

from math import exp, inf, lgamma, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loopline.learning.lift.always_on import (
    critical_z,
    difference_of,
    e_value,
    log_e,
    mixture_half_width,
    share_bounds,
)
from loopline.model.errors import Invalid
from tests.learning.second_opinion import ratio_bounds

COUNTS = st.integers(0, 20_000)
SHARES = st.floats(0.02, 0.9)


def test_one_conversion_at_a_time_bets_at_the_mixtures_odds() -> None:
    """The e-value is a product: what the mixture predicted over what no effect predicts, conversion by conversion."""
    share, k, held, treated, product = 0.1, 100.0, 0, 0, 1.0
    for fell_held in [True, False, False, True, True, False]:
        predicted = (k * share + held) / (k + held + treated)
        product *= predicted / share if fell_held else (1 - predicted) / (1 - share)
        held, treated = held + fell_held, treated + (not fell_held)
    assert e_value(held, treated, share, k) == pytest.approx(product)


def test_no_conversions_are_no_evidence() -> None:
    assert e_value(0, 0, 0.1) == 1.0
    assert share_bounds(0, 0, 0.1) == (0.0, 1.0)
    assert ratio_bounds(0, 0, 0.1) == (0.0, inf)


def test_an_average_e_value_without_effect_is_one() -> None:
    """What makes it fair: the sum over all outcomes of probability times e-value."""
    n, share = 60, 0.1
    held = np.arange(n + 1)
    chance = [
        exp(lgamma(n + 1) - lgamma(h + 1) - lgamma(n - h + 1) + h * log(share) + (n - h) * log(1 - share)) for h in held
    ]
    assert float(np.sum(chance * np.exp(log_e(held, n - held, share)))) == pytest.approx(1.0)


@given(COUNTS, COUNTS, SHARES)
def test_the_sequence_leaves_one_out_exactly_when_the_e_value_passes_its_bound(
    held: int, treated: int, q: float
) -> None:
    e = e_value(held, treated, q)
    assume(abs(log(e) - log(20)) > 1e-6)
    low, high = ratio_bounds(held, treated, q)
    assert (not low <= 1 <= high) == (e >= 20)


@given(COUNTS, COUNTS, SHARES)
def test_the_share_seen_lies_inside_its_bounds(held: int, treated: int, q: float) -> None:
    low, high = share_bounds(held, treated, q)
    assert 0 <= low <= high <= 1
    if held + treated:
        assert low <= held / (held + treated) <= high


def test_the_difference_of_a_share_is_that_of_the_rates_behind_it() -> None:
    treated, held, q = 0.03, 0.02, 0.1
    overall = q * held + (1 - q) * treated
    assert difference_of(q * held / overall, q, overall) == pytest.approx(0.01)
    assert difference_of(q, q, overall) == pytest.approx(0.0)


def test_the_critical_z_is_where_the_e_value_passes() -> None:
    z = critical_z(4_000, 0.1)
    off = z * (4_000 * 0.09) ** 0.5
    assert float(log_e(400 - off, 3_600 + off, 0.1)) == pytest.approx(log(20), abs=1e-6)
    assert critical_z(0, 0.1) == inf
    assert critical_z(3, 0.1) == inf, "three conversions cannot show anything"


def test_the_mixture_interval_is_wider_than_one_look_and_open_without_data() -> None:
    assert mixture_half_width(1.0, 1.0) > 1.96
    assert mixture_half_width(0.0, 1.0) == inf


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1])
def test_a_share_that_holds_out_nobody_or_all_is_refused(share: float) -> None:
    with pytest.raises(Invalid, match="holdout_share_wrong"):
        e_value(1, 1, share)
