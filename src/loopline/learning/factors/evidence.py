"""The e-process against "the rate ratio is the same in all groups", whatever it is.

Given that a unit of a group converts, it is a held-out one with chance q / (q + (1 - q) r), where q is the share held
out and r the rate ratio of the group (treated over held out). Under the null all groups have one r. The likelihood
averaged over ratios that differ, divided by the highest likelihood that one common ratio has, is never more in the mean
than one under any common ratio, at any time (universal inference; Wasserman, Ramdas & Balakrishnan, PNAS 2020), so it
may be looked at for ever and needs no large sample. The average: log r of a group is normal around a common one, with
`APART` as its standard deviation; the common one is normal around no effect, with `WIDE`.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

Group = Sequence[tuple[float, int, int]]  # (share held out, conversions held out, conversions treated) a stratum

APART: Final = 0.4
"""A group whose lift is half as large again as another's, or has the other sign, is what people would act upon."""
WIDE: Final = 0.5
COMMON_NODES: Final = 241
OWN_NODES: Final = 81
REACH: Final = 4.0  # standard deviations on either side
FARTHEST: Final = 60.0  # of a log ratio: where only one side converts, the highest likelihood lies at infinity
STEPS: Final = 200


def e_differs(groups: Sequence[Group]) -> float:
    """The e-value against one common rate ratio; 1 with fewer than two groups. Above 1e300 it is shown as 1e300."""
    import numpy as np
    from scipy.special import logsumexp

    found = [group for group in groups if any(held + treated for _, held, treated in group)]
    if len(found) < 2:
        return 1.0
    common, common_weights = _normal(WIDE, COMMON_NODES)
    own, own_weights = _normal(APART, OWN_NODES)
    places = common[:, None] + own[None, :]
    logs = [logsumexp(_log_likelihood(group, places) + own_weights[None, :], axis=1) for group in found]
    averaged = float(logsumexp(np.sum(logs, axis=0) + common_weights))
    return exp(min(averaged - highest(found), 690.0))


def highest(groups: Sequence[Group]) -> float:
    """The log of the highest likelihood under one common ratio; it is concave in the log ratio, so halving finds it."""
    import numpy as np

    terms = [term for group in groups for term in group if term[1] + term[2]]
    held = sum(one for _, one, _ in terms)
    low, high = -FARTHEST, FARTHEST
    for _ in range(STEPS):
        at = (low + high) / 2
        expected = sum((one + two) * _held_part(share, at) for share, one, two in terms)
        low, high = (at, high) if expected > held else (low, at)
    return float(_log_likelihood(terms, np.asarray((low + high) / 2)))


def _held_part(share: float, log_ratio: float) -> float:
    return 1 / (1 + exp(log_ratio - log(share / (1 - share))))


def _normal(deviation: float, nodes: int) -> "tuple[Grid, Grid]":
    """Places of a normal law around zero with the log of their weights, which add up to one."""
    import numpy as np

    places = np.linspace(-REACH * deviation, REACH * deviation, nodes)
    weights = np.exp(-((places / deviation) ** 2) / 2) / sqrt(2 * np.pi)
    return places, np.log(weights / weights.sum())


def _log_likelihood(group: Group, log_ratios: "Grid") -> "Grid":
    import numpy as np

    total = np.zeros_like(log_ratios)
    for share, held, treated in group:
        odds = log(share / (1 - share))
        total += -held * np.logaddexp(0, log_ratios - odds) - treated * np.logaddexp(0, odds - log_ratios)
    return total
