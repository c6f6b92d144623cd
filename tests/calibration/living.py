"""Journeys that live on past their plan: what a report counts of them on any day, as the snapshot that it judges."""

import numpy as np

from loopline.learning.comparisons.course import Analysed, Comparison
from loopline.learning.comparisons.snapshot import LiftSnapshot
from loopline.learning.lift.cells import HELD_OUT, TREATED, Cell, Draw
from loopline.learning.lift.plan import DAY_MS, Plan
from loopline.learning.stats.moments import ArmCounts
from tests.calibration.worlds import Counts, Numbers

WINDOW = 7  # days
NOON = DAY_MS // 2


class Life:
    """People who come each day, `came[day]` in each arm (treated, held out), and how many of them converted."""

    def __init__(self, came: tuple[Counts, Counts], share: float) -> None:
        self.came, self.share = came, share

    def seen(
        self, made: tuple[Counts, Counts], plan: Plan, now: int, until: int | None = None, *, superseded: bool = False
    ) -> LiftSnapshot:
        """What facts say on the evening of day `now` of those who came before its end, `until` (a day), which is that
        of the plan or of another version that took over."""
        analysed = Analysed("bought", within_ms=WINDOW * DAY_MS)
        over = until * DAY_MS if superseded and until is not None else None
        own = Comparison("v1", (1,), (1,), analysed, since=0, plan=plan, until=over)
        last = now if until is None else min(now, until - 1)
        cells = []
        for basis in ("entered", "exposed"):
            for held, came, buyers in zip((TREATED, HELD_OUT), self.came, made, strict=True):
                for day in range(last + 1):
                    at = day * DAY_MS + NOON
                    is_open = day + WINDOW > now
                    counts = ArmCounts(int(came[day]), int(buyers[day]))
                    if is_open:
                        counts = ArmCounts(0, 0, pending=int(came[day]))
                    closed = None if is_open else day + WINDOW
                    cells.append(Cell(basis, "", "", held, 1, closed, counts, at, opened=day * is_open, last=at))
        as_of = (now + 1) * DAY_MS
        return LiftSnapshot(own, tuple(cells), {1: Draw(self.share)}, as_of, last_fact_at=as_of)

    def outcomes(self, seed: int, histories: int, rate: float) -> tuple[Counts, Counts]:
        """Conversions by history (rows) and day, where nothing is caused."""
        rng = np.random.default_rng(seed)
        treated, held = (rng.binomial(came, rate, (histories, len(came))) for came in self.came)
        return treated, held

    def z(self, made: tuple[Counts, Counts], now: int, until: int | None = None) -> Numbers:
        """The pooled z of each history on the evening of that day."""
        days = max(0, min(now - WINDOW + 1, until if until is not None else now + 1))
        units = [max(1, int(came[:days].sum())) for came in self.came]
        buyers = [one[:, :days].sum(axis=1) for one in made]
        rate = (buyers[0] + buyers[1]) / sum(units)
        error = np.sqrt(np.maximum(rate * (1 - rate) * (1 / units[0] + 1 / units[1]), 1e-300))
        return np.asarray((buyers[0] / units[0] - buyers[1] / units[1]) / error)
