"""Group-sequential bounds: how far z must go at each look so that all looks together err in alpha of the cases.

Spending by Lan & DeMets (Biometrika 1983), of the O'Brien-Fleming kind; crossing probabilities by the recursion of
Armitage, McPherson & Rowe (JRSS A 1969) as written in Jennison & Turnbull (2000), chapter 19. Two-sided and
symmetric. Information is measured in parts of the plan: 0.2 is a fifth of the planned units.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from loopline.model.errors import Invalid

Grid = NDArray[np.float64]

NEVER = 9.0  # a z that no data reach: two-sided p of 2e-19; stands for "this look cannot stop"
CLOSEST = 1e-4  # two looks nearer than this in information are one look


class Density:
    """Where the score process can be after some looks without having crossed: a density on quadrature nodes."""

    def __init__(self) -> None:
        self.at = 0.0
        self._places: Grid = np.zeros(1)
        self._weights: Grid = np.ones(1)

    def crossing(self, information: float, z: float) -> float:
        """Probability, not having crossed before, of |Z| >= z at the look with this information."""
        edge, spread = z * sqrt(information), sqrt(information - self.at)
        tails = ndtr((self._places - edge) / spread) + ndtr((-self._places - edge) / spread)
        return float(self._weights @ tails)

    def step(self, information: float, z: float) -> None:
        """Go on past the look with this information and this bound, uncrossed."""
        edge, spread = z * sqrt(information), sqrt(information - self.at)
        # The kernel is as wide as `spread`: five nodes each spread keep the quadrature to ten digits.
        count = min(1500, max(48, ceil(10 * edge / spread)))
        nodes, weights = _legendre(count)
        places = nodes * edge
        gaps = (places[:, None] - self._places[None, :]) / spread
        density = (np.exp(-0.5 * gaps * gaps) @ self._weights) / (spread * sqrt(2 * np.pi))
        self._places, self._weights, self.at = places, density * weights * edge, information


@lru_cache(maxsize=64)
def _legendre(count: int) -> tuple[Grid, Grid]:
    """Gauss-Legendre nodes and weights on (-1, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes, weights


def crossing_probability(information: Sequence[float], bounds: Sequence[float]) -> float:
    """Probability under no effect that |Z| passes its bound at one look or another."""
    density, total = Density(), 0.0
    for at, z in zip(_rising(information), bounds, strict=True):
        total += density.crossing(at, z)
        density.step(at, z)
    return total


def obrien_fleming_spend(fraction: float, alpha: float) -> float:
    """The part of alpha that may be spent up to this information fraction: 4 (1 - Phi(z_(alpha/4) / sqrt t)), both
    sides."""
    if fraction <= 0:
        return 0.0
    return 4 * float(ndtr(ndtri(alpha / 4) / sqrt(min(1.0, fraction))))


def spending_bounds(information: Sequence[float], spent: Sequence[float]) -> tuple[float, ...]:
    """The bounds that spend, up to each look, just the alpha given for it."""
    density, bounds, before = Density(), [], 0.0
    for at, upto in zip(_rising(information), spent, strict=True):
        z = _bound(density, at, max(0.0, upto - before))
        bounds.append(z)
        density.step(at, z)
        before = max(before, upto)
    return tuple(bounds)


def _bound(density: Density, at: float, share: float) -> float:
    """The z whose crossing probability at this look is `share`."""
    if density.crossing(at, NEVER) >= share:
        return NEVER
    return float(brentq(lambda z: density.crossing(at, z) - share, 0.0, NEVER, xtol=1e-10))


@lru_cache(maxsize=512)
def obrien_fleming_bounds(
    fractions: tuple[float, ...], alpha: float = 0.05, *, final: bool = False
) -> tuple[float, ...]:
    """Lan-DeMets O'Brien-Fleming bounds for looks at these information fractions. `final` says that the last look
    is the end whatever the plan was: it spends all that is left, and the correlations follow the information
    really had."""
    looks = _rising(fractions)
    spent = [obrien_fleming_spend(t, alpha) for t in looks]
    if final and looks:
        spent[-1] = alpha
    return spending_bounds(looks, spent)


def merged(looks: Sequence[float], current: float) -> tuple[float, ...]:
    """The looks already taken and the current one, in order. A page opened twice on the same data is one look."""
    kept: list[float] = []
    for at in sorted(t for t in looks if 0 < t < current - CLOSEST):
        if not kept or at - kept[-1] >= CLOSEST:
            kept.append(at)
    return (*kept, current)


def _rising(information: Sequence[float]) -> tuple[float, ...]:
    """The information values, refused unless they rise from above zero."""
    if any(b - a <= 0 for a, b in pairwise((0.0, *information))):
        raise Invalid("looks_not_rising", "Information at the looks must rise from look to look and start above 0.")
    return tuple(information)
