"""The live split: people who go by the rule of now, beside those who go by the rule before, looked at every day.

The e-value averages likelihood ratios of the standardised difference over effects of one sign (a half-normal mixture;
Robbins, Annals of Mathematical Statistics 1970), so it may be looked at for ever: 20 refuses "no better" at 5 %. Means
of many units are taken for normal, so nothing is said before there are enough of them.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import Final

from loopline.learning.choosing.figures import SplitFigures, SplitSide
from loopline.learning.choosing.rows import ChoiceRow
from loopline.model.choosing.policy import ChoicePolicy

E_AGREES: Final = 20.0
UNITS_PLANNED: Final = 500.0
"""The mixture is widest awake at effects of one standard deviation in the root of so many units; fixed before data."""

UNITS_MIN: Final = 100
GOALS_MIN: Final = 20
Z: Final = 1.959963984540054


def split(rows: Sequence[ChoiceRow], policy: ChoicePolicy, *, money: bool) -> SplitFigures:
    """What the first settled choice of each unit in the policy's round brought, by the part that it is of."""
    first: dict[str, ChoiceRow] = {}
    for row in rows:
        if row.told.round == policy.round and row.told.lane in ("now", *policy.before_lanes):
            first.setdefault(row.unit, row)
    settled = [row for row in first.values() if not row.pending]
    now, before = (_side(settled, lanes, money=money) for lanes in (("now",), policy.before_lanes))
    difference = now.mean - before.mean
    error = sqrt(_of_mean(now) + _of_mean(before))
    enough = min(now.units, before.units) >= UNITS_MIN and now.converted + before.converted >= GOALS_MIN
    e = [0.0, 0.0]
    if enough and error > 0:
        e = [one_sided_e(sign * difference / error, now.units, before.units) for sign in (1, -1)]
    return SplitFigures(
        now, before, difference, difference - Z * error, difference + Z * error, e[0], e[1], enough=enough
    )


def one_sided_e(z: float, n: int, m: int) -> float:
    """The e-value against "not better", for a standardised difference of `n` units and `m`; at most 1e300."""
    from scipy.stats import norm

    r = n * m / (n + m) / UNITS_PLANNED
    tilt = r / (1 + r)
    return exp(min(690.0, -log(1 + r) / 2 + z * z / 2 * tilt + log(2) + float(norm.logcdf(z * sqrt(tilt)))))


def _side(rows: Sequence[ChoiceRow], lanes: Sequence[str], *, money: bool) -> SplitSide:
    own = [row for row in rows if row.told.lane in lanes]
    rewards = [row.value if money else float(row.goals > 0) for row in own]
    mean = sum(rewards) / len(rewards) if rewards else 0.0
    variance = sum((one - mean) ** 2 for one in rewards) / max(len(rewards) - 1, 1)
    return SplitSide(len(own), sum(row.goals > 0 for row in own), mean, variance)


def _of_mean(side: SplitSide) -> float:
    return side.variance / side.units if side.units else 0.0
