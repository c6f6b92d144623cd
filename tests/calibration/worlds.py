"""Invented worlds with a known truth, seeded: what arms leave behind day by day, many histories at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loopline.learning.lift.verdict import Lift

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]

# Money as skewed as a real shop's: the skewness of revenue per person is about 26, as in Hillstrom's data.
BUYERS = 0.00573
LOG_MEAN, LOG_SD = 4.506, 0.68


class Days(NamedTuple):
    """Cumulative units and conversions by look (columns) for many histories (rows)."""

    treated_units: Counts
    held_units: Counts
    treated: Counts
    held: Counts

    @property
    def z(self) -> Numbers:
        """The pooled two-proportion z of every look."""
        units = 1 / self.treated_units + 1 / self.held_units
        rate = (self.treated + self.held) / (self.treated_units + self.held_units)
        error = np.sqrt(np.maximum(rate * (1 - rate) * units, 1e-300))
        return np.asarray((self.treated / self.treated_units - self.held / self.held_units) / error)


def days(seed: int, histories: int, looks: int, *, treated: int, held: int, rate: float, lift: float = 0.0) -> Days:
    """`treated` and `held` units a look; the treated convert at rate x (1 + lift)."""
    rng = np.random.default_rng(seed)
    made1 = rng.binomial(treated, rate * (1 + lift), (histories, looks)).cumsum(axis=1)
    made0 = rng.binomial(held, rate, (histories, looks)).cumsum(axis=1)
    so_far = np.arange(1, looks + 1)
    return Days(so_far * treated, so_far * held, made1, made0)


class Money(NamedTuple):
    """Cumulative buyers, sums and sums of squares by look for many histories."""

    units: Counts
    buyers: Counts
    total: Numbers
    squares: Numbers


def money(rng: np.random.Generator, histories: int, looks: int, units: int) -> Money:
    """`units` people a look, few of whom buy, some of them a lot."""
    buyers = rng.binomial(units, BUYERS, (histories, looks))
    spent = rng.lognormal(LOG_MEAN, LOG_SD, int(buyers.sum()))
    ends = buyers.ravel().cumsum()

    def summed(values: Numbers) -> Numbers:
        running = np.concatenate([[0.0], values.cumsum()])
        each = (running[ends] - running[ends - buyers.ravel()]).reshape(buyers.shape)
        return np.asarray(each.cumsum(axis=1), dtype=np.float64)

    return Money(np.arange(1, looks + 1) * units, buyers.cumsum(axis=1), summed(spent), summed(spent * spent))


def variance(total: Numbers, squares: Numbers, n: Counts) -> Numbers:
    """The sample variance from sums."""
    return np.asarray((squares - total * total / n) / (n - 1))


def is_inside(caused: float, seen: Lift) -> bool:
    """Whether so many conversions are within the interval of what was caused."""
    low, high = seen.incremental_conversions_low, seen.incremental_conversions_high
    return low is not None and high is not None and low <= caused <= high
