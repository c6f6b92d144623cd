"""How rare what is seen would be, were all as usual: the tails that alarms ask.

Tails are negative binomial, of the mean that is expected and a variance of `spread` times it (Noufaily et al.,
Statistics in Medicine 2013); a tail of a spread that was itself estimated is widened to Student's t of its degrees
of freedom. All looks of a month, and all things looked at, share one chance of a false alarm: Bonferroni's inequality,
so it holds however they depend on each other.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loopline.learning.tracking.usual import Floats, Usual

FALSE_ALARMS_A_MONTH: Final = 0.002
"""The chance that a month of usual days raises any alarm at all."""

HOURLY: Final = 30 * 24
SELDOM_HOURS: Final = 6
SELDOM: Final = HOURLY // SELDOM_HOURS
"""So many looks a month: silences are asked for each hour, volumes and shares, which move slowly, each sixth."""


def threshold(silences: int, others: int) -> float:
    """How rare it has to be at one look for an alarm, where so many silences, and so many volumes and shares, are asked
    for."""
    return FALSE_ALARMS_A_MONTH / max(1, HOURLY * silences + SELDOM * others)


def silence(expected: "Floats", usual: "Usual") -> "Floats":
    """The chance of no event where so many were expected, by the larger of the spreads of hours and of days.

    With a spread that is known it is spread ** (-expected / (spread - 1)), and Poisson's exp(-expected) at 1.
    """
    import numpy as np

    loose = usual.level * expected
    chances = []
    for spread, df in ((usual.hourly, usual.hourly_df), (usual.daily, usual.daily_df)):
        wide = np.maximum(spread + loose, 1 + 1e-9)
        chances.append(widened(np.exp(-expected * np.log(wide) / (wide - 1)), df))
    return np.maximum(*chances)


def stray(seen: "Floats", expected: "Floats", usual: "Usual") -> "Floats":
    """The chance, twice the smaller tail, of a total that is so far from what was expected of whole days."""
    import numpy as np
    from scipy.special import betainc

    variance = expected * np.maximum(usual.daily + usual.level * expected, 1 + 1e-6)
    mean = np.maximum(expected, 1e-9)
    share = mean / np.maximum(variance, mean * (1 + 1e-6))
    size = mean * share / (1 - share)
    low = betainc(size, seen + 1, share)
    high = np.where(seen > 0, betainc(np.maximum(seen, 1), size, 1 - share), 1.0)
    return np.minimum(1.0, 2 * widened(np.minimum(low, high), usual.daily_df))


def widened(tail: "Floats", df: "Floats") -> "Floats":
    """The tail of Student's t where that of the normal would be `tail`; the larger half is left as it is."""
    import numpy as np
    from scipy.special import ndtri, stdtr

    z = -ndtri(np.clip(tail, 1e-300, 0.5))
    return np.where(tail < 0.5, stdtr(np.maximum(df, 1), -z), tail)


def beta_binomial_tail(made: int, of: int, share: float, strength: float) -> float:
    """The chance of at least `made` of `of`, where the share is a beta of this mean and strength (a + b).

    Shares that stray from day to day more than by chance: Williams (Applied Statistics 1982).
    """
    import numpy as np
    from scipy.special import betaln, gammaln

    a, b = max(share, 1e-6) * strength, max(1 - share, 1e-6) * strength
    k = np.arange(made, of + 1)
    terms = gammaln(of + 1) - gammaln(k + 1) - gammaln(of - k + 1) + betaln(k + a, of - k + b) - betaln(a, b)
    return float(min(1.0, np.exp(terms).sum()))
