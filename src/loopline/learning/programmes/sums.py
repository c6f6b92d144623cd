"""From the snapshot of a level to its months, its credit and its cost. Every number comes from one lift."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import msgpack
from msgspec.structs import replace

from loopline.learning.comparisons.snapshot import LiftSnapshot, verdicts_of
from loopline.learning.lift.cells import HELD_OUT, TREATED, Cell
from loopline.learning.lift.verdict import Lift
from loopline.learning.programmes.figures import Credit, HoldoutCost, MonthLine
from loopline.learning.stats.interval import Estimate

RULE: Final = (
    "Any touch: people who reached the goal at or after a message of any of these journeys, within the goal's time of "
    "their first one."
)
Credited = Mapping[str, tuple[int, float]]  # conversions and value by month


def with_cells_of(found: LiftSnapshot, cells: Sequence[Cell]) -> LiftSnapshot:
    """The snapshot of these cells: one row for each, in an order that hangs on nothing else."""
    kept = (replace(one, took=()) for one in cells if one.basis != "assigned")
    return replace(found, cells=tuple(sorted(kept, key=msgpack.encode)))


def month_lines(
    found: LiftSnapshot, months: Mapping[str, Sequence[Cell]], credited: Credited, lift: Lift | None
) -> tuple[MonthLine, ...]:
    """Each month by the rule and the guards of the whole; nothing caused is shown where the whole fails one."""
    lines = []
    for month in sorted(months):
        cells = [one for one in months[month] if one.held in (TREATED, HELD_OUT)]
        own = verdicts_of(with_cells_of(found, cells)).lift
        if own is None:
            continue
        conversions, value = credited.get(month, (0, 0.0))
        is_shown = may_be_told(lift) and may_be_told(own) and own.treated.units > 0 and own.held_out.units > 0
        lines.append(
            MonthLine(
                month=month,
                treated=own.treated.units,
                held_out=own.held_out.units,
                pending=own.treated.pending + own.held_out.pending,
                verdict=lift.verdict if lift is not None and not may_be_told(lift) else own.verdict,
                incremental_conversions=own.conversion.times(own.treated.units) if is_shown else None,
                incremental_value=own.value.times(own.treated.units) if is_shown else None,
                attributed_conversions=conversions,
                attributed_value=value,
            )
        )
    return tuple(lines)


def may_be_told(lift: Lift | None) -> bool:
    """Whether what was caused may be told."""
    return lift is not None and lift.verdict != "guard_failed"


def credit(credited: Credited, lift: Lift | None) -> Credit:
    """All months together, beside what was caused."""
    conversions = sum(made for made, _ in credited.values())
    value = sum(earned for _, (_, earned) in sorted(credited.items()))
    is_told = may_be_told(lift) and lift is not None and lift.verdict != "not_enough_data"
    caused = (lift.incremental_conversions, lift.incremental_value) if lift is not None and is_told else (None, None)
    return Credit(conversions, value, RULE, _over(conversions, caused[0]), _over(value, caused[1]))


def _over(credited: float, caused: float | None) -> float | None:
    return credited / caused if caused is not None and caused > 0 and credited > 0 else None


def holdout_cost(lift: Lift | None) -> HoldoutCost | None:
    """What the held out were spared, or missed."""
    if lift is None:
        return None
    held = lift.held_out
    lost: list[Estimate | None] = [None, None]
    if may_be_told(lift) and held.units and lift.treated.units:
        lost = [lift.conversion.times(held.units), lift.value.times(held.units)]
    return HoldoutCost(held.units + held.pending, held.units, lost[0], lost[1])
