"""Log odds to probabilities: a line (Platt 1999), or steps (isotonic) where many people prove them."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loopline.learning.propensity.figures import Scale
from loopline.learning.propensity.measures import log_loss
from loopline.learning.propensity.predict import probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Folds = NDArray[np.int64]

MANY: Final = 1_000
"""So many who did it, and so many who did not, before steps are tried: with fewer they follow chance."""


def fit_scale(odds: "Floats", did: "Floats", folds: "Folds") -> Scale:
    """The scale that foretells best; steps have to prove it on people that they were not fitted to."""
    line = _line(odds, did)
    if min(did.sum(), len(did) - did.sum()) < MANY:
        return line
    loss = [log_loss(_across(make, odds, did, folds), did) for make in (_line, _steps)]
    return line if loss[0] <= loss[1] else _steps(odds, did)


def _across(make: Callable[["Floats", "Floats"], Scale], odds: "Floats", did: "Floats", folds: "Folds") -> "Floats":
    import numpy as np

    found: Floats = np.zeros(len(odds))
    for fold in np.unique(folds):
        own = folds == fold
        found[own] = probability(make(odds[~own], did[~own]), odds[own])
    return found


def _line(odds: "Floats", did: "Floats") -> Scale:
    """Slope and offset of greatest likelihood, by Newton's method; no slope is below 0, so no order is turned.

    Where nothing can be foretold, each fifth gets odds that are lower the more of it did it, since they come of the
    other four: a slope below 0 would make a finding of that.
    """
    import numpy as np
    from scipy.special import expit, logit

    rows = np.column_stack([odds, np.ones(len(odds))])
    at = np.array([1.0, 0.0])
    for _ in range(50):
        p = expit(rows @ at)
        gradient = rows.T @ (did - p) - 1e-6 * at
        bend = rows.T @ (rows * (p * (1 - p))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(bend, gradient)
        at = at + step
        if np.abs(step).max() < 1e-10:
            break
    if at[0] < 0:
        return Scale("platt", 0.0, float(logit(did.mean())))
    return Scale("platt", float(at[0]), float(at[1]))


def _steps(odds: "Floats", did: "Floats") -> Scale:
    """Rising rates (pool adjacent violators), between which is interpolated."""
    import numpy as np
    from scipy.optimize import isotonic_regression

    order = np.argsort(odds, kind="stable")
    rates = isotonic_regression(did[order]).x
    ends = np.flatnonzero(np.diff(rates, prepend=-1.0, append=2.0))
    at, to = list[float](), list[float]()
    for first, last in pairwise(ends):
        at.append(float(odds[order][first:last].mean()))
        to.append(float(np.clip(rates[first], 1e-4, 1 - 1e-4)))
    return Scale("isotonic", at=tuple(at), to=tuple(to))
