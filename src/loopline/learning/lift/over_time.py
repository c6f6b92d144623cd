"""Lift over time: what the report would have said on each day, by the rule in use and by the units closed by then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.lift.cells import DAY_MS, Cell, Draws, course
from loopline.learning.lift.plan import Plan, at_look, part_of_plan, progress
from loopline.learning.lift.report import DayPoint
from loopline.learning.lift.sequential import CLOSEST
from loopline.learning.lift.strata import Stratum, both
from loopline.learning.lift.verdict import apply_rule
from loopline.learning.stats.conditional import ClosedBlock
from loopline.learning.stats.interval import Estimate

POINTS_MAX: Final = 60
Days = list[tuple[int, tuple[Stratum, ...]]]


class Came(Struct, frozen=True):
    """By day: how many units had come by its end, and when it ended (ms)."""

    units: Mapping[int, int]
    ends: Mapping[int, int]


def days_of(cells: Sequence[Cell], draws: Draws) -> Days:
    """The strata as they stood at the end of each day on which windows closed, at most POINTS_MAX of them."""
    return [(day, strata) for day, strata in course(cells, draws, POINTS_MAX) if strata]


def looked(
    days: Days, plan: Plan, strata: Sequence[Stratum], *, now: int, started_at: int, came: Came | None = None
) -> Plan:
    """The plan with a look on each of these days, at the information that had closed by then. A programme that is
    always on needs no looks. `came` says of a plan by date how many had come by each day: what a look spent hangs on
    what was known that day, and nothing that comes later stretches it."""
    if not plan.has_end or plan.looks is not None or not days:
        return plan
    treated, held = both(strata)
    units = treated.units + held.units
    if not units:
        return plan
    pending = treated.pending + held.pending
    today = progress(replace(plan, looks=()), units, pending, now=now, started_at=started_at).fraction
    looks = tuple(today * _units(one) / units for _, one in days)
    if plan.planned_units is not None or came is None:
        return replace(plan, looks=looks)
    ends = [min(now, came.ends[day]) for day, _ in days]
    parts = [
        part_of_plan(plan, _units(one), max(_units(one), came.units[day]), now=end, started_at=started_at)
        for (day, one), end in zip(days, ends, strict=True)
    ]
    return replace(plan, looks=looks, times=tuple(min(part, 1 - CLOSEST) for part in parts))


def points(
    days: Days, plan: Plan, *, final: bool = False, blocks: Sequence[tuple[int, ClosedBlock]] | None = None
) -> tuple[DayPoint, ...]:
    """What each day's look said; `plan` as `looked` gives it, and whether the last one is the `final` one; `blocks`
    with their last days."""
    looks, times = plan.looks or (), plan.times
    found = []
    for place, (day, strata) in enumerate(days):
        where = None
        if plan.has_end:
            at = max(looks[place] if place < len(looks) else 0.0, 2 * CLOSEST)
            is_last = final and place == len(days) - 1
            part = times[place] if times else None
            where = at_look(looks[:place], times[:place], at, final=is_last, part=part)
        known = None if blocks is None else [block for last, block in blocks if last <= day]
        found.append(_point(day, strata, apply_rule(strata, plan, where, known).conversion))
    return tuple(found)


def _units(strata: Sequence[Stratum]) -> int:
    treated, held = both(strata)
    return treated.units + held.units


def _point(day: int, strata: Sequence[Stratum], seen: Estimate) -> DayPoint:
    treated, held = both(strata)
    return DayPoint(
        day=iso_day(day),
        treated_units=treated.units,
        treated_conversions=treated.conversions,
        held_units=held.units,
        held_conversions=held.conversions,
        estimate=seen.estimate,
        low=seen.low,
        high=seen.high,
    )


def iso_day(day: int) -> str:
    """A day, counted from the Unix epoch, as "2026-03-01"."""
    return datetime.fromtimestamp(day * DAY_MS / 1_000, UTC).date().isoformat()
