"""All that units reached within a fixed time of their first exposure: for journeys that people enter more than once.

The first window of a unit shows what one visit caused. Where people come back and are messaged again, most of what is
caused comes later, and later visits are no new units: the treated of the second visit are those in whom the first
message left something. So a unit's whole sum is compared, over a time that is the same for all and begins before
anything differed. The variance is that of sums a unit, so visits of one person, which are alike, count as one. The
interval is that of value, a confidence sequence: it may be read at any look, and gives no verdict.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from loopline.learning.lift.cells import Cell, Draws, sided
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.report import Caused, TotalSide, UnitTotals
from loopline.learning.lift.strata import Stratum, both, weighed
from loopline.learning.lift.stratified import always_on_across
from loopline.learning.lift.verdict import Lift
from loopline.learning.stats.interval import Estimate
from loopline.learning.stats.moments import ArmCounts
from loopline.model.duration import DAY

HORIZONS_MS: Final = (28 * DAY, 90 * DAY)
"""A month shows something soon, in whole weeks; a quarter holds most of what comes of people who come back."""

FIRST_VISIT: Final = "first visit only"
_Sides = dict[str, list[Cell]]  # by what is summed


def horizons(within: int) -> tuple[int, ...]:
    """The times (ms) over which units are summed up, none shorter than the goal's own."""
    return tuple(sorted({max(within, one) for one in HORIZONS_MS}))


def unit_totals(rows: Sequence[Sequence[Any]], draws: Draws, asked: Sequence[int]) -> tuple[UnitTotals, ...]:
    """From the rows of `TOTALS` in queries/totals.py, for each horizon; nothing where nobody can be held out."""
    by_horizon: dict[int, _Sides] = {one: {"times": [], "value": []} for one in asked}
    for horizon, held, version, is_open, units, reached, *sums in rows:
        for name, (total, squares) in (("times", sums[:2]), ("value", sums[2:])):
            arm = ArmCounts(int(units), int(reached), float(total), float(squares))
            arm = ArmCounts(0, 0, pending=int(units)) if is_open else arm
            by_horizon[int(horizon)][name].append(
                Cell("exposed", "", "", held, int(version), None if is_open else 0, arm, since=0)
            )
    found = [_total(horizon, cells, draws) for horizon, cells in by_horizon.items()]
    return tuple(one for one in found if one is not None)


def _total(horizon: int, cells: Mapping[str, Sequence[Cell]], draws: Draws) -> UnitTotals | None:
    times, value = sided(cells["times"], draws), sided(cells["value"], draws)
    if not times:
        return None
    (treated, held_out), (worth, held_worth) = both(times), both(value)
    conversions, amount = _difference(times), _difference(value)
    return UnitTotals(
        horizon_ms=horizon,
        treated=_side(treated, worth),
        held_out=_side(held_out, held_worth),
        conversions=conversions,
        value=amount,
        incremental_conversions=conversions.times(treated.units) if conversions else None,
        incremental_value=amount.times(treated.units) if amount else None,
    )


def _difference(strata: Sequence[Stratum]) -> Estimate | None:
    return always_on_across(strata, Plan()).value if weighed(strata) else None


def _side(times: ArmCounts, value: ArmCounts) -> TotalSide:
    return TotalSide(times.units, times.pending, round(times.value_sum), value.value_sum)


def caused(lift: Lift | None, totals: Sequence[UnitTotals], *, comes_back: bool) -> Caused | None:
    """What is told as caused: of a journey that people enter again, the sum over the longest horizon that is over for
    units of both arms; until one is, what the first visit caused."""
    if lift is None or lift.verdict == "guard_failed":
        return None
    for one in reversed(totals):
        if (more := one.incremental_conversions) is not None:
            said = f"conversions within {one.horizon_ms / DAY:.4g} d of the first message"
            return Caused(more.estimate, more.low, more.high, said)
    more = lift.conversion.times(lift.treated.units)
    return Caused(more.estimate, more.low, more.high, FIRST_VISIT if comes_back else "")
