"""Figures that others published, or that a second library gives: ours are the same."""

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from loopline.learning.lift.always_on import SPLIT_STRENGTH, e_value
from loopline.learning.lift.power import units_needed
from loopline.learning.lift.sequential import obrien_fleming_bounds
from loopline.learning.stats.interval import (
    log_ratio,
    newcombe,
    pooled_z,
    score_ratio,
)
from loopline.learning.stats.moments import ArmCounts
from tests.calibration.hillstrom import HILLSTROM
from tests.learning.second_opinion import crossing_probability, pooled_difference, ratio_bounds, welch_difference


def even(looks: int) -> tuple[float, ...]:
    return tuple(k / looks for k in range(1, looks + 1))


def test_lan_demets_obrien_fleming_bounds_of_five_looks() -> None:
    assert obrien_fleming_bounds(even(5)) == pytest.approx((4.877, 3.357, 2.680, 2.290, 2.031), abs=5e-4)


@pytest.mark.parametrize(
    ("looks", "wrong"),
    [(1, 0.05), (2, 0.083), (3, 0.107), (4, 0.126), (5, 0.142), (10, 0.193), (20, 0.248), (50, 0.320)],
)
def test_repeated_tests_at_five_per_cent_as_armitage_mcpherson_rowe_1969(looks: int, wrong: float) -> None:
    assert crossing_probability(even(looks), [1.959964] * looks) == pytest.approx(wrong, abs=6e-4)


@pytest.mark.parametrize(("looks", "constant"), [(5, 2.413), (10, 2.555)])
def test_pococks_constants(looks: int, constant: float) -> None:
    assert crossing_probability(even(looks), [constant] * looks) == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize(("looks", "constant"), [(5, 2.040), (10, 2.087)])
def test_obrien_flemings_constants(looks: int, constant: float) -> None:
    bounds = [constant * (looks / k) ** 0.5 for k in range(1, looks + 1)]
    assert crossing_probability(even(looks), bounds) == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize(
    ("rate", "lift", "share", "people"),
    [(0.01, 0.1, 0.05, 1_745_172), (0.01, 0.2, 0.1, 243_724), (0.05, 0.1, 0.2, 98_638), (0.1, 0.1, 0.5, 29_502)],
)
def test_people_needed(rate: float, lift: float, share: float, people: int) -> None:
    assert units_needed(rate, lift, share) == pytest.approx(people, abs=2)


@pytest.mark.parametrize(("made1", "units1", "made0", "units0"), [(170, 25_200, 13, 2_800), (60, 200, 40, 190)])
def test_statsmodels_gives_the_same_newcombe_and_ratio_intervals(
    made1: int, units1: int, made0: int, units0: int
) -> None:
    treated, held = ArmCounts(units1, made1), ArmCounts(units0, made0)
    counts = (made1, units1, made0, units0)
    for ours, options in (
        (newcombe, {"compare": "diff", "method": "newcomb"}),
        (log_ratio, {"compare": "ratio", "method": "log"}),
        (score_ratio, {"compare": "ratio", "method": "score", "correction": False}),
    ):
        found = ours(treated, held, 1.959963984540054)
        assert (found.low, found.high) == pytest.approx(confint_proportions_2indep(*counts, **options), rel=1e-3)


def test_hillstrom_was_split_evenly() -> None:
    sides = HILLSTROM
    assert sum(side.people for side in sides.values()) == 64_000
    for name in ("Mens", "Womens"):
        assert e_value(sides["No"].people, sides[name].people, 0.5, SPLIT_STRENGTH) < 1


@pytest.mark.parametrize(
    ("name", "points", "dollars", "low", "high"),
    [("Mens", 7.659, 0.770, 0.485, 1.055), ("Womens", 4.523, 0.424, 0.169, 0.680)],
)
def test_hillstrom_visits_and_spend(name: str, points: float, dollars: float, low: float, high: float) -> None:
    treated, held = HILLSTROM[name], HILLSTROM["No"]
    assert 100 * (treated.visits.rate - held.visits.rate) == pytest.approx(points, abs=6e-4)
    found = welch_difference(treated.spend, held.spend, 1.959964)
    assert (found.estimate, found.low, found.high) == pytest.approx((dollars, low, high), abs=6e-4)
    pooled = pooled_difference(treated.spend, held.spend, 1.959964)
    assert (pooled.low, pooled.high) == pytest.approx((low, high), abs=0.003), "in even arms the two hardly differ"


def test_hillstrom_visits_of_the_mens_mail_lie_22_errors_away() -> None:
    assert pooled_z(HILLSTROM["Mens"].visits, HILLSTROM["No"].visits) == pytest.approx(22.6, abs=0.2)


@pytest.mark.parametrize(
    ("name", "e", "ratio", "low", "high"), [("Mens", 1.4e9, 2.19, 1.37, 3.59), ("Womens", 109, 1.54, 1.06, 2.28)]
)
def test_hillstrom_purchases_by_the_e_process(name: str, e: float, ratio: float, low: float, high: float) -> None:
    treated, held = HILLSTROM[name].buyers, HILLSTROM["No"].buyers
    share = held.units / (held.units + treated.units)
    assert e_value(held.conversions, treated.conversions, share) == pytest.approx(e, rel=0.02)
    assert treated.rate / held.rate == pytest.approx(ratio, abs=0.006)
    bounds = ratio_bounds(held.conversions, treated.conversions, share)
    assert bounds == pytest.approx((low, high), abs=0.006)
