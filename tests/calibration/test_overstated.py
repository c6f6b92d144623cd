"""By how much an estimate overstates that made the rule stop: what the note beside a verdict says is so."""

import numpy as np
import pytest

from loopline.learning.comparisons.notes import OVERSTATED
from loopline.learning.lift.always_on import log_e
from loopline.learning.lift.sequential import obrien_fleming_bounds
from tests.calibration.worlds import days

LOOKS = 28
RATE = 0.05


def factor(lift: float, rule: str) -> tuple[float, float]:
    """The part of histories that stop, and the mean estimate at the stop in parts of the truth."""
    world = days(11, 4_000, LOOKS, treated=900, held=100, rate=RATE, lift=lift)
    if rule == "e_process":
        crossed = log_e(world.held, world.treated, 0.1) >= np.log(20)
    else:
        bounds = np.asarray(obrien_fleming_bounds(tuple(i / LOOKS for i in range(1, LOOKS + 1))))
        crossed = np.abs(world.z) >= bounds
        crossed[:, -1] = False  # the planned last look needs no note
    stopped = crossed.any(axis=1)
    first = crossed.argmax(axis=1)[stopped]
    rows = np.flatnonzero(stopped)
    seen = world.treated[rows, first] / world.treated_units[first] - world.held[rows, first] / world.held_units[first]
    return float(np.mean(stopped)), float(np.mean(seen) / (RATE * lift))


@pytest.mark.parametrize(("rule", "lift"), [("e_process", 0.25), ("obf", 0.2)])
def test_the_factor_that_the_note_names_is_that_of_a_rule_that_finds_half(rule: str, lift: float) -> None:
    found, times = factor(lift, rule)
    low, high = OVERSTATED
    assert 0.4 < found < 0.6
    assert low <= times <= high


def test_a_rule_that_nearly_always_finds_overstates_less() -> None:
    assert factor(0.6, "e_process")[1] < factor(0.25, "e_process")[1]
