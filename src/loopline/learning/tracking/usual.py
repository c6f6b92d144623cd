"""What is usual of counted things: the expected count of each hour of the week, and how far counts stray from it.

Counts are negative binomial with a variance that is `spread` times the mean, as in the outbreak detection of
Farrington, Andrews, Beale & Catchpole (JRSS A 1996) and Noufaily et al. (Statistics in Medicine 2013). Where weeks
are few, the factors of days, hours and hours of the week are drawn towards 1 by the gamma-Poisson posterior mean
(Gelman et al., Bayesian Data Analysis, 3rd edition, 2.6).
"""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Mask = NDArray[np.bool_]

HOURS_A_WEEK: Final = 168
DAYS_LEARNED: Final = 56
"""Eight weeks teach what is usual; what is older is forgotten."""

DAYS_LEAST: Final = 14
"""So many days of a thing have to be seen before anything is said of it."""

DAYS_TO_LEARN: Final = DAYS_LEAST + 4
"""With the three days that are looked at and teach nothing yet, and the part of a day in which it was first seen."""

LEVEL_DAYS: Final = 14.0
"""After so many days a count weighs half in the level, which so follows what grows or shrinks."""

FACTOR_SD: Final = 0.5
"""How far the factors of a day of the week, or of an hour of the day, stray from 1 before anything is seen."""

CELL_SD: Final = 0.2
"""How far an hour of the week strays from its day's factor times its hour's, before anything is seen."""

DAY_CV: Final = 0.05
"""No day is believed to be more regular than this: a deviation of five in a hundred from day to day."""


class Usual(Struct, frozen=True):
    """What is usual of several series, one a row.

    `rates` are expected counts by hour of the week (row, 168), 0 hours after Monday 00:00. `hourly` and `daily` are the
    spreads of hours and of days (variance over mean, at least 1), each with its degrees of freedom; `level` is the
    relative variance of the level itself. `days` have been seen, `total` is what was counted in them.
    """

    rates: "Floats"
    hourly: "Floats"
    hourly_df: "Floats"
    daily: "Floats"
    daily_df: "Floats"
    level: "Floats"
    days: "Floats"
    total: "Floats"

    @property
    def is_known(self) -> "Mask":
        """Of which rows something may be said."""
        known: Mask = (self.days >= DAYS_LEAST) & (self.daily_df >= 3) & (self.rates.sum(axis=1) > 0)
        return known


def learn(counts: "Whole", valid: "Mask", hours_of_week: "Whole") -> Usual:
    """What is usual of series of hourly counts (row, hour), of which the `valid` ones teach; oldest first.

    `hours_of_week` says of each column which hour of the week (0 to 167) it is; the last column ends a day.
    """
    import numpy as np

    teaching = valid.astype(np.float64)
    seen = np.where(valid, counts, 0).astype(np.float64)
    ages = (np.arange(counts.shape[1])[::-1] // 24).astype(np.float64)
    weights = teaching * 0.5 ** (ages / LEVEL_DAYS)
    week = _sums(seen, hours_of_week), _sums(teaching, hours_of_week)

    def fitted(spread: "Floats") -> "tuple[Floats, Floats, Floats, Floats]":
        shape, used = _shape(*week, spread)
        expected = shape[:, hours_of_week]
        level = _over((weights * seen).sum(axis=1), (weights * expected).sum(axis=1))
        mean = level[:, None] * expected * teaching
        df = np.maximum(teaching.sum(axis=1) - used - 1, 1)
        return level[:, None] * shape, mean, df, np.maximum(1.0, _pearson(seen, mean, teaching, df))

    # how far factors are drawn in depends on the spread, which depends on how far they are: twice is near enough
    *_, first = fitted(np.ones(len(counts)))
    rates, mean, hourly_df, spread = fitted(first)
    days, daily, daily_df = _by_day(seen, mean, teaching)
    informing = _over((weights * mean).sum(axis=1) ** 2, (weights**2 * mean).sum(axis=1))
    return Usual(
        rates=rates,
        hourly=spread,
        hourly_df=hourly_df,
        daily=daily,
        daily_df=daily_df,
        level=_over(daily, informing),
        days=days,
        total=seen.sum(axis=1),
    )


def _shape(counted: "Floats", hours: "Floats", spread: "Floats") -> "tuple[Floats, Floats]":
    """The shape of the week (row, 168), 1 on average, and how many parameters it has used up."""
    import numpy as np

    rows = len(counted)
    mean = _over(counted.sum(axis=1), hours.sum(axis=1))[:, None, None]
    by_day, time = counted.reshape(rows, 7, 24), hours.reshape(rows, 7, 24)
    prior = spread[:, None, None] / FACTOR_SD**2
    due = mean * time.sum(axis=2, keepdims=True)
    day = (by_day.sum(axis=2, keepdims=True) + prior) / (due + prior)
    due_hour = (mean * day * time).sum(axis=1, keepdims=True)
    hour = (by_day.sum(axis=1, keepdims=True) + prior) / (due_hour + prior)
    cell_prior = spread[:, None, None] / CELL_SD**2
    due_cell = mean * day * hour * time
    cell = (by_day + cell_prior) / (due_cell + cell_prior)
    shape = (day * hour * cell).reshape(rows, HOURS_A_WEEK)
    used = (due / (due + prior)).sum(axis=(1, 2)) + (due_hour / (due_hour + prior)).sum(axis=(1, 2))
    used += (due_cell / (due_cell + cell_prior)).sum(axis=(1, 2))
    return shape / np.maximum(shape.mean(axis=1, keepdims=True), 1e-12), used


def _by_day(seen: "Floats", mean: "Floats", teaching: "Floats") -> "tuple[Floats, Floats, Floats]":
    """How many whole days there are, the spread of their totals, and its degrees of freedom."""
    import numpy as np

    rows, whole_days = len(seen), seen.shape[1] // 24
    whole = teaching.reshape(rows, whole_days, 24).sum(axis=2) == 24
    days = whole.sum(axis=1).astype(np.float64)
    made = np.where(whole, seen.reshape(rows, whole_days, 24).sum(axis=2), 0)
    due = np.where(whole, mean.reshape(rows, whole_days, 24).sum(axis=2), 0)
    df = np.maximum(days - 8, 1)  # the level, and seven days of the week
    floor = 1 + DAY_CV**2 * _over(due.sum(axis=1), days)
    spread = _pearson(made, due, whole.astype(np.float64), df)
    return days, np.maximum(floor, spread), np.where(days > 8, days - 8, 0)


def _pearson(seen: "Floats", mean: "Floats", teaching: "Floats", df: "Floats") -> "Floats":
    """Squared deviations over means, both summed: steady where single means are small."""
    total = teaching.sum(axis=1)
    return _over((teaching * (seen - mean) ** 2).sum(axis=1), (teaching * mean).sum(axis=1)) * _over(total, df)


def _sums(values: "Floats", hours_of_week: "Whole") -> "Floats":
    """The sums by hour of the week (row, 168)."""
    import numpy as np

    there = np.zeros((values.shape[1], HOURS_A_WEEK))
    there[np.arange(values.shape[1]), hours_of_week] = 1
    return values @ there


def _over(top: "Floats", bottom: "Floats") -> "Floats":
    import numpy as np

    return np.where(bottom > 0, top / np.maximum(bottom, 1e-12), 0.0)
