"""The Kaplan-Meier curve (JASA 1958), with Greenwood's standard error, and the log-rank test of Mantel (1966)."""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Z: Final = 1.959963984540054


class Curve(Struct, frozen=True):
    """The share to whom it has not happened by each of the times at which it happened to somebody.

    `low` and `high` are pointwise intervals of 95 % on the scale of log(-log), which stay between 0 and 1; `at_risk`
    is how many were left just before.
    """

    times: "Floats"
    share: "Floats"
    error: "Floats"
    low: "Floats"
    high: "Floats"
    at_risk: "Floats"

    def at(self, time: float) -> float:
        """The share to whom it has not happened by a time; 1 before the first."""
        import numpy as np

        place = int(np.searchsorted(self.times, time, side="right"))
        return float(self.share[place - 1]) if place else 1.0

    @property
    def median(self) -> float | None:
        """The time by which it has happened to half of all; None when the curve does not come so far."""
        import numpy as np

        reached = np.flatnonzero(self.share <= 0.5 + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None


def kaplan_meier(times: "Floats", happened: "NDArray[np.bool_]") -> Curve:
    """Of each one the time until it happened, or, where it has not, until she was seen last (right-censored)."""
    import numpy as np

    moments, events, at_risk = _counts(times, happened)
    share: Floats = np.cumprod(1 - events / at_risk).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(events / (at_risk * (at_risk - events)))
        error = (share * np.sqrt(spread)).astype(float)
        width = Z * np.sqrt(spread) / np.abs(np.log(share))
        low, high = share ** np.exp(width), share ** np.exp(-width)
    is_end = share <= 0
    error, low, high = np.where(is_end, np.nan, error), np.where(is_end, 0.0, low), np.where(is_end, np.nan, high)
    return Curve(moments, share, error, low, high, at_risk)


class LogRank(Struct, frozen=True):
    """The statistic, its degrees of freedom and the probability of as much without a difference; `expected` by group
    is how often it would have happened there, and `observed` how often it did."""

    statistic: float
    degrees: int
    p: float
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def log_rank(times: "Floats", happened: "NDArray[np.bool_]", group: "NDArray[np.int64]") -> LogRank:
    """Whether the curves of groups 0, 1, ... differ. Groups in which nobody is left count until then."""
    import numpy as np
    from scipy.stats import chi2

    groups = int(group.max()) + 1
    moments, events, at_risk = _counts(times, happened)
    left = np.array([[float(np.sum((group == one) & (times >= at))) for at in moments] for one in range(groups)])
    observed = np.bincount(group[happened], minlength=groups).astype(float)
    share = left / at_risk
    expected = (share * events).sum(axis=1)
    weight = events * (at_risk - events) / np.maximum(at_risk - 1, 1)
    covariance = np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T
    off = (observed - expected)[:-1]
    statistic = float(off @ np.linalg.pinv(covariance[:-1, :-1]) @ off)
    return LogRank(statistic, groups - 1, float(chi2.sf(statistic, groups - 1)), tuple(observed), tuple(expected))


def _counts(times: "Floats", happened: "NDArray[np.bool_]") -> "tuple[Floats, Floats, Floats]":
    """The times at which it happened, how often at each, and how many were left just before."""
    import numpy as np

    order = np.sort(times)
    moments, events = np.unique(times[happened], return_counts=True)
    at_risk = len(order) - np.searchsorted(order, moments, side="left")
    return moments, events.astype(float), at_risk.astype(float)
