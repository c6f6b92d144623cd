"""Factors through the report: where the effect is one, hardly any is said to change it, and a planted one is found.

`python -m tests.calibration.factors` prints more worlds, with their rates and seeds.
"""

import pytest
from scipy.stats import binom

from tests.calibration.factors import FACTORS, KINDS, found_by

WORLDS = 4
FALSE_MOST = int(binom.ppf(0.999, WORLDS, 0.05))


@pytest.mark.parametrize("kind", ["A/A: no effect", "one effect everywhere"])
def test_one_effect_is_hardly_ever_said_to_differ(kind: str) -> None:
    assert kind in KINDS
    assert sum(bool(found_by(kind, number)) for number in range(WORLDS)) <= FALSE_MOST


def test_a_planted_difference_is_found_by_its_factor() -> None:
    found = [found_by("planted: the free more, teams less", number) for number in range(3)]
    assert all(FACTORS[0] in one for one in found) and not any(FACTORS[1] in one for one in found)
