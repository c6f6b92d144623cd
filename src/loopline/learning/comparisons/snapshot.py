"""All that the verdict of a comparison is computed from, and the one way to compute it: for a report, and once more."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.comparisons.arrivals import Arrivals, goal_arrives
from loopline.learning.comparisons.course import Comparison
from loopline.learning.comparisons.notes import begun, overstated, too_few_in_the_end, withheld
from loopline.learning.lift.cells import (
    HELD_OUT,
    TREATED,
    Cell,
    Draw,
    blocks,
    earlier,
    sided,
    since,
    splits,
    torn_apart,
    units_of,
    unshared,
)
from loopline.learning.lift.guards import Checks, Guard, SampleSplit
from loopline.learning.lift.over_time import Came, Days, days_of, looked
from loopline.learning.lift.plan import DAY_MS, Plan
from loopline.learning.lift.strata import Stratum, both
from loopline.learning.lift.verdict import Lift, judge_strata
from loopline.learning.stats.conditional import ClosedBlock
from loopline.model.localtime import at_local, local, parse_time

MIDNIGHT: Final = parse_time("00:00")


class LiftSnapshot(Struct, frozen=True):
    """Sufficient statistics of a comparison as of a moment: units that do not differ, by day, and what guards look at.

    `cells` are of those that entered and of those that were exposed. `draws` are of its versions; `entry_events` are
    those by which people enter. `last_fact_at` is the newest fact, `undecided_since` when the oldest signal came that
    is in no fact yet. Times are ms.
    """

    comparison: Comparison
    cells: tuple[Cell, ...]
    draws: Mapping[int, Draw]
    as_of: int
    zone: str = "UTC"
    last_fact_at: int | None = None
    undecided_since: int | None = None
    arrivals: Arrivals | None = None
    entry_events: tuple[str, ...] = ()


class Verdicts(Struct, frozen=True):
    """Of those exposed (`lift`), and of all who entered (`intention`); None where nobody can be compared."""

    lift: Lift | None
    intention: Lift | None


def settled(found: LiftSnapshot) -> int | None:
    """When nothing of it changes any more (ms), or changed; None where it goes on."""
    exposed = _of(found, "exposed")
    last = max((one.last for one in exposed if one.held in (TREATED, HELD_OUT)), default=0)
    return found.comparison.settled_at(last, units_of(sided(exposed, found.draws)))


def verdicts_of(found: LiftSnapshot) -> Verdicts:
    """The verdicts, by the plan and the guards of docs/learning.md."""
    entered, exposed = _of(found, "entered"), _of(found, "exposed")
    strata = sided(entered, found.draws)
    own = Checks(
        entered=splits(strata),
        entered_by_day=by_day(entered, found),
        last_fact_at=found.last_fact_at,
        undecided_since=found.undecided_since,
        unshared=unshared(entered, found.draws),
        more=_more(found),
    )
    before = earlier(exposed, found.draws)
    checks = replace(
        own,
        exposed=splits(sided(exposed, found.draws)),
        exposed_by_day=by_day(exposed, found),
        before=before,
        before_unknown=_unknown(found, before),
        merged=torn_apart(exposed),
    )
    return Verdicts(_judge(found, exposed, checks), _judge(found, entered, own))


def closing_days(found: LiftSnapshot, basis: str = "exposed") -> Days:
    """The strata as they stood at the end of each day on which windows closed."""
    return days_of(_of(found, basis), found.draws)


def plan_as_looked(found: LiftSnapshot, basis: str = "exposed") -> Plan:
    """The plan with the looks that were taken."""
    return _looked(found, _of(found, basis))


def closing_blocks(found: LiftSnapshot) -> list[tuple[int, ClosedBlock]]:
    """The blocks of those exposed by which an always-on programme is judged, each with its last day."""
    return blocks(_of(found, "exposed"), found.draws, today_of(found))


def began_at(found: LiftSnapshot) -> int:
    """When the first of those exposed came (ms)."""
    return since(_of(found, "exposed"))


def today_of(found: LiftSnapshot) -> int:
    """The day of its moment in its zone, counted from the Unix epoch as the days of cells are."""
    return local(found.as_of, found.zone).to_plain().assume_utc().timestamp(unit="millisecond") // DAY_MS


def by_day(cells: Sequence[Cell], found: LiftSnapshot) -> tuple[tuple[SampleSplit, ...], ...]:
    """The splits as they stood at the end of each day, windows open or not."""
    lag = found.comparison.analysed.within_ms // DAY_MS
    sums: dict[int, list[Cell]] = {}
    for one in cells:
        if one.held in (TREATED, HELD_OUT):
            sums.setdefault(_came(one, lag), []).append(one)
    so_far: dict[tuple[str, int], Cell] = {}
    course = []
    for day in sorted(sums):
        for one in sums[day]:
            key = (one.held, one.version)
            so_far[key] = replace(one, counts=one.counts + so_far[key].counts) if key in so_far else one
        course.append(splits(sided(so_far.values(), found.draws)))
    return tuple(course)


def _of(found: LiftSnapshot, basis: str) -> tuple[Cell, ...]:
    return tuple(one for one in found.cells if one.basis == basis)


def _judge(found: LiftSnapshot, cells: Sequence[Cell], checks: Checks) -> Lift | None:
    strata = sided(cells, found.draws)
    if not units_of(strata):
        return None
    treated = both(strata)[0]
    credit = (treated.conversions, treated.value_sum)
    plan = _looked(found, cells)
    closed = [block for _, block in blocks(cells, found.draws, today_of(found))]
    lift = judge_strata(
        strata, plan, attributed=credit, now=found.as_of, started_at=since(cells), checks=checks, blocks=closed
    )
    over = settled(found)
    if over is not None and found.as_of >= over:
        lift = too_few_in_the_end(lift)
    return withheld(replace(lift, note=overstated(lift)))


def _looked(found: LiftSnapshot, cells: Sequence[Cell]) -> Plan:
    course = days_of(cells, found.draws)
    plan = found.comparison.own_plan
    came = _came_by(cells, course, found) if plan.ends_at is not None else None
    strata = sided(cells, found.draws)
    return looked(course, plan, strata, now=found.as_of, started_at=since(cells), came=came)


def _came_by(cells: Iterable[Cell], course: Days, found: LiftSnapshot) -> Came:
    """How many had come by the end of each day of a course, and when that was."""
    lag = found.comparison.analysed.within_ms // DAY_MS
    came: dict[int, int] = {}
    compared = [one for one in cells if one.held in (TREATED, HELD_OUT) and 0 < _share(found, one) < 1]
    for one in compared:
        day = _came(one, lag)
        came[day] = came.get(day, 0) + one.counts.units + one.counts.pending
    total = dict(zip(sorted(came), accumulate(came[day] for day in sorted(came)), strict=True))
    by = {day: max((total[d] for d in total if d <= day), default=0) for day, _ in course}
    return Came(by, {day: end_of_day(day, found.zone) for day, _ in course})


def _share(found: LiftSnapshot, one: Cell) -> float:
    draw = found.draws.get(one.version)
    return draw.share if draw else 0.0


def _came(one: Cell, lag_days: int) -> int:
    """The day on which the windows of these units opened."""
    return one.opened if one.day is None else one.day - lag_days


def end_of_day(day: int, zone: str) -> int:
    """The midnight (ms) that ends a day, counted from the Unix epoch, in a zone."""
    return at_local(local((day + 1) * DAY_MS, "UTC").date(), MIDNIGHT, zone)


def _unknown(found: LiftSnapshot, before: Sequence[Stratum]) -> str:
    """Why the time before the entry says nothing of the arms; "" where it does."""
    event = found.comparison.analysed.event
    if event and event in found.entry_events:
        return f'People enter by "{event}", which is the goal\'s event too, so all of them did it before.'
    if not sum(arm.conversions for arm in both(before)):
        return "None of them did the goal's event in the time before, so it cannot tell the arms apart."
    return ""


def _more(found: LiftSnapshot) -> tuple[Guard, ...]:
    event = found.comparison.analysed.event
    arrives = (goal_arrives(found.arrivals, event, found.as_of),) if found.arrivals and event else ()
    return (*arrives, *begun(found.comparison, found.zone))
