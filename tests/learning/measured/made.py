"""Sums of a metric that are made by hand or drawn: spending with a past."""

from decimal import Decimal

import numpy as np

from loopline.learning.measured.sums import Measured, UnitSums

HELD = 0.2


def side(y: "np.ndarray", x: "np.ndarray", o: "np.ndarray | None" = None) -> UnitSums:
    over = np.zeros_like(y) if o is None else o
    sums = (y, y * y, x, x * x, y * x, over, over * over, y * over)
    total = Decimal(str(round(float(y.sum()), 6)))
    return UnitSums(len(y), int((y != 0).sum()), 0, *(float(one.sum()) for one in sums), total)  # type: ignore[call-arg, arg-type]  # eight of them


def world(
    rng: "np.random.Generator", gain: float, units: int = 3_000, tied: float = 0.8, buys: float = 0.4
) -> Measured:
    """Spending with a past that explains a part of it."""
    sides = []
    for n, level in ((round(units * (1 - HELD)), 1 + gain), (round(units * HELD), 1.0)):
        own = rng.lognormal(2, 0.8, n)
        x = np.where(rng.random(n) < buys, own * rng.lognormal(0, 0.2, n), 0.0)
        kept = np.where(rng.random(n) < tied, x > 0, rng.random(n) < buys)
        sides.append(side(np.where(kept, own * rng.lognormal(0, 0.2, n), 0.0) * level, x))
    return Measured(((HELD, sides[0], sides[1]),), (), UnitSums())
