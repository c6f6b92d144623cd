"""Group-sequential bounds: how far z must go at each look so that all looks together err in alpha of the cases.

Spending by Lan & DeMets (Biometrika 1983), of the O'Brien-Fleming kind; crossing probabilities by the recursion of
Armitage, McPherson & Rowe (JRSS A 1969) as written in Jennison & Turnbull (2000), chapter 19. Two-sided and
symmetric. Information is measured in parts of the plan: 0.2 is a fifth of the planned units.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, pi, sqrt
from typing import TYPE_CHECKING

from loopline.model.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Grid = NDArray[np.float64]

NEVER = 9.0  # a z that no data reach: two-sided p of 2e-19; stands for "this look cannot stop"
CLOSEST = 1e-4  # two looks nearer than this in information are one look


class Density:
    """Where the score process can be after some looks without having crossed: a density on quadrature nodes."""

    def __init__(self, at: float = 0.0, places: "ArrayLike" = (0.0,), weights: "ArrayLike" = (1.0,)) -> None:
        import numpy as np

        self.at, self._places, self._weights = at, np.asarray(places), np.asarray(weights)

    def crossing(self, information: float, z: float) -> float:
        """Probability, not having crossed before, of |Z| >= z at the look with this information."""
        from scipy.special import ndtr

        edge, spread = z * sqrt(information), sqrt(information - self.at)
        tails = ndtr((self._places - edge) / spread) + ndtr((-self._places - edge) / spread)
        return float(self._weights @ tails)

    def step(self, information: float, z: float) -> "Density":
        """What is left past the look with this information and this bound, uncrossed."""
        import numpy as np

        edge, spread = z * sqrt(information), sqrt(information - self.at)
        # The kernel is as wide as `spread`: five nodes each spread keep the quadrature to ten digits.
        count = min(1500, max(48, ceil(10 * edge / spread)))
        nodes, weights = _legendre(count)
        places = nodes * edge
        gaps = (places[:, None] - self._places[None, :]) / spread
        density = (np.exp(-0.5 * gaps * gaps) @ self._weights) / (spread * sqrt(2 * pi))
        return Density(information, places, density * weights * edge)


@lru_cache(maxsize=64)
def _legendre(count: int) -> "tuple[Grid, Grid]":
    """Gauss-Legendre nodes and weights on (-1, 1)."""
    import numpy as np

    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes, weights


def obrien_fleming_spend(fraction: float, alpha: float) -> float:
    """The part of alpha that may be spent up to this information fraction: 4 (1 - Phi(z_(alpha/4) / sqrt t)), both
    sides."""
    from scipy.special import ndtr, ndtri

    if fraction <= 0:
        return 0.0
    return 4 * float(ndtr(ndtri(alpha / 4) / sqrt(min(1.0, fraction))))


def _bound(density: Density, at: float, share: float) -> float:
    """The z whose crossing probability at this look is `share`."""
    from scipy.optimize import brentq

    if density.crossing(at, NEVER) >= share:
        return NEVER
    return float(brentq(lambda z: density.crossing(at, z) - share, 0.0, NEVER, xtol=1e-10))


def obrien_fleming_bounds(
    fractions: tuple[float, ...], alpha: float = 0.05, *, final: bool = False, times: tuple[float, ...] = ()
) -> tuple[float, ...]:
    """Lan-DeMets O'Brien-Fleming bounds for looks at these information fractions. `final` says that the last look
    is the end whatever the plan was: it spends all that is left, and the correlations follow the information
    really had. `times` are the parts of the plan by which alpha was spent, where they are not the information's own:
    only ratios of `fractions` matter then (Lan & DeMets, Biometrics 1989)."""
    return _looked(_rising(fractions), times or fractions, alpha, final)[1]


@lru_cache(maxsize=512)
def _looked(
    looks: tuple[float, ...], times: tuple[float, ...], alpha: float, final: bool
) -> tuple[Density, tuple[float, ...]]:
    """The density and the bounds after these looks, from those after all but the last: a course of looks, each one
    with all before it, costs one step a look."""
    if not looks:
        return Density(), ()
    density, bounds = _looked(looks[:-1], times[:-1], alpha, False)
    at, before = looks[-1], obrien_fleming_spend(times[-2], alpha) if len(times) > 1 else 0.0
    spent = alpha if final else obrien_fleming_spend(times[-1], alpha)
    z = _bound(density, at, max(0.0, spent - before))
    return density.step(at, z), (*bounds, z)


def merge_looks(looks: Sequence[float], current: float) -> tuple[float, ...]:
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
