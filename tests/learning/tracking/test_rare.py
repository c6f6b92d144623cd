"""Tails against scipy's own distributions, and the example of docs/howto/tracking-plan.md, reckoned again."""

import re
from math import exp, isclose
from pathlib import Path

import numpy as np
from scipy import stats

from loopline.learning.tracking.rare import (
    beta_binomial_tail,
    silence,
    stray,
    threshold,
    widened,
)
from loopline.learning.tracking.usual import Usual
from tests.learning.tracking.worlds import chance_of_none, expected_of_silence

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "tracking-plan.md"


def usual(spread: float) -> Usual:
    one = np.array([spread])
    many = np.array([1e9])
    return Usual(np.ones((1, 168)), one, many, one, many, np.zeros(1), np.array([56.0]), np.array([1e4]))


def test_the_tails_are_those_of_the_negative_binomial() -> None:
    mean, spread = 50.0, 3.0
    whole = stats.nbinom(mean / (spread - 1), 1 / spread)
    for seen in (0, 10, 120):
        tail = min(whole.cdf(seen), whole.sf(seen - 1))
        found = stray(np.array([float(seen)]), np.array([mean]), usual(spread))[0]
        assert isclose(found, min(1, 2 * tail), rel_tol=1e-3)
    assert isclose(silence(np.array([mean]), usual(spread))[0], whole.pmf(0), rel_tol=1e-3)
    assert isclose(chance_of_none(mean, spread), whole.pmf(0), rel_tol=1e-9)
    assert isclose(chance_of_none(7.0, 1.0), exp(-7), rel_tol=1e-9)


def test_a_spread_that_was_estimated_widens_the_tail() -> None:
    found = widened(np.array([1e-6, 1e-6, 0.7]), np.array([10.0, 1e9, 10.0]))
    assert found[0] > 1e-4 and isclose(found[1], 1e-6, rel_tol=1e-3) and found[2] == 0.7


def test_the_beta_binomial_is_that_of_scipy() -> None:
    whole = stats.betabinom(100, 2, 18)
    assert isclose(beta_binomial_tail(30, 100, 0.1, 20), whole.sf(29), rel_tol=1e-9)


def test_the_example_of_the_docs_is_reckoned_again() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    rare = threshold(20, 20 * 3 + 60)
    assert f"0.002 / (720 × 20 + 120 × 120) = {rare:.2g}".replace("e-08", "e-8") in text
    assert re.search(r"ln\(1 / 6.9e-8\) = 16.5", text) and round(expected_of_silence(1.0, rare), 1) == 16.5
    assert "16.5 × 0.5 / ln 1.5 = 20.3" in text and round(expected_of_silence(1.5, rare), 1) == 20.3
    assert chance_of_none(20.3, 1.5) < 1.05 * rare
