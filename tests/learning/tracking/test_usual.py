"""What is usual: the season is found again, what is not taught does not count, and few weeks are drawn together."""

import numpy as np

from loopline.learning.tracking.usual import DAY_CV, learn
from tests.learning.tracking.worlds import HOURS_A_WEEK


def test_the_hours_of_the_week_are_found_again_and_so_is_the_spread() -> None:
    rng = np.random.default_rng(5)
    hours = np.arange(56 * 24) % HOURS_A_WEEK
    mean = 40 * (1 + 0.8 * np.sin(2 * np.pi * hours / 24)) * np.where(hours >= 120, 0.5, 1)
    counts = rng.negative_binomial(mean / 1.0, 0.5, (20, len(hours)))  # a spread of 2
    usual = learn(counts, np.ones(counts.shape, bool), hours)
    assert abs(usual.rates.mean() / mean.mean() - 1) < 0.03
    assert np.corrcoef(usual.rates.mean(axis=0), mean[:HOURS_A_WEEK])[0, 1] > 0.99
    assert abs(usual.hourly.mean() - 2) < 0.1 and usual.is_known.all()
    assert (usual.daily >= 0.99 * (1 + DAY_CV**2 * usual.total / usual.days)).all()


def test_one_week_and_hours_that_are_not_taught_say_little() -> None:
    counts = np.full((2, 28 * 24), 5)
    taught = np.ones(counts.shape, bool)
    taught[1, : 20 * 24] = False
    counts[1, : 20 * 24] = 1_000
    usual = learn(counts, taught, np.arange(28 * 24) % HOURS_A_WEEK)
    assert np.allclose(usual.rates, 5) and list(usual.is_known) == [True, False] and list(usual.days) == [28, 8]


def test_nothing_at_all_is_no_fault() -> None:
    usual = learn(np.zeros((1, 0), int), np.zeros((1, 0), bool), np.zeros(0, int))
    assert not usual.is_known.any()
    assert learn(np.zeros((0, 48), int), np.zeros((0, 48), bool), np.arange(48)).rates.shape == (0, HOURS_A_WEEK)
