"""Whether a share has left what is usual: of events without a property, of its types, of events that came late."""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from loopline.learning.tracking.rare import beta_binomial_tail

if TYPE_CHECKING:
    from loopline.learning.tracking.usual import Floats

EFFECT_LEAST: Final = 0.1
"""A share that moved by less than ten in a hundred alarms nobody, however sure it is."""

LEAST_NOW: Final = 50
LEAST_A_DAY: Final = 5
DAYS_LEAST: Final = 7
"""So many events of the last day, and so many days of at least so many events before it, or nothing is said."""

SPARED: Final = 3
"""The last days teach nothing yet, as what is looked at must not teach what is usual."""

STRENGTH_MOST: Final = 1_000.0
"""No share is believed to be steadier from day to day than a beta of this strength."""


class DailyShare(Struct, frozen=True):
    """`made` of `of` events a day, oldest first; the last one is the day that is looked at."""

    of: tuple[int, ...]
    made: tuple[int, ...]

    @property
    def before(self) -> float:
        """The share of the days that teach."""
        return sum(self.made[:-SPARED]) / max(1, sum(self.of[:-SPARED]))

    @property
    def now(self) -> float:
        """The share of the last day."""
        return self.made[-1] / max(1, self.of[-1])


def rarity(share: DailyShare) -> float:
    """The chance, twice the smaller tail, of a share like that of the last day; 1 where too little is known.

    1 too where it moved by less than `EFFECT_LEAST`.
    """
    import numpy as np

    from loopline.learning.tracking.rare import widened

    of, made = np.array(share.of[:-SPARED], float), np.array(share.made[:-SPARED], float)
    enough = of >= LEAST_A_DAY
    of, made, now = of[enough], made[enough], share.of[-1]
    if len(of) < DAYS_LEAST or now < LEAST_NOW:
        return 1.0
    before = float((made.sum() + 0.5) / (of.sum() + 1))
    if abs(share.now - before) < EFFECT_LEAST:
        return 1.0
    strength = _strength(of, made, before)
    up = share.now > before
    tail = beta_binomial_tail(
        share.made[-1] if up else now - share.made[-1], now, before if up else 1 - before, strength
    )
    return float(min(1.0, 2 * widened(np.array([tail]), np.array([len(of) - 1.0]))[0]))


def _strength(of: "Floats", made: "Floats", share: float) -> float:
    """a + b of the beta from which each day's share comes: by moments, and as sure as the days are many."""
    expected = of * share
    spread = float((((made - expected) ** 2) / (expected * (1 - share))).sum()) / (len(of) - 1)
    inner = max(0.0, (spread - 1) / max(1.0, float(of.mean()) - 1))
    return 1 / (max(1 / STRENGTH_MOST, inner) + 1 / float(of.sum()))
