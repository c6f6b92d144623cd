"""Limits of a cap through the report: those that do nothing are hardly ever told apart, and planted fatigue is found.

`python -m tests.calibration.fatigue` prints more worlds, with their rates and seeds.
"""

from scipy.stats import binom

from tests.calibration.fatigue import KINDS, found_by

WORLDS = 3
FALSE_MOST = int(binom.ppf(0.999, WORLDS, 0.05))


def test_limits_that_do_nothing_are_hardly_ever_said_to_differ() -> None:
    kind = next(iter(KINDS))
    assert sum(bool(found_by(kind, number)) for number in range(WORLDS)) <= FALSE_MOST


def test_planted_fatigue_is_found_and_its_arm_named() -> None:
    found = [found_by("planted: five a week drive many away", number) for number in range(2)]
    assert all("unsubscribed five more" in one for one in found)
    assert not any("less" in what for one in found for what in one)
