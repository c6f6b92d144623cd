"""From the cells that SQL answers to arms, strata, days and times: everything of a report that is about units."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.lift.guards import SampleSplit
from loopline.learning.lift.report import Bin, TimeToConvert
from loopline.learning.lift.strata import NOBODY, Stratum, both
from loopline.learning.stats.conditional import ClosedBlock
from loopline.learning.stats.moments import ArmCounts

T = TypeVar("T")
K = TypeVar("K")
DAY_MS = 86_400_000
TREATED, HELD_OUT = "", "journey"
BLOCK_UNITS = 20  # conditioning on a block of so many costs a twentieth of what they could say


class Cell(Struct, frozen=True):
    """Units that do not differ. `held` is the level that holds them out; units that a higher level than the journey's
    holds out are in no comparison. `version` is the entered one, by which the holdout was drawn; `given` is the one
    whose weights drew the arm (0 without an arm), a later one after a migration. `day` is when their windows closed,
    None while they are open (then `opened` is the day since when); `before` counts those, open or not, that had done
    the goal's event before, `torn` those whose identities had both arms, and `reached` those that have converted so
    far. The first of their windows opened at `since` (ms), the last at `last`. `late`: they came to the experiment
    after their first message, so how many came that far may be an effect of it."""

    basis: str
    node: str
    arm: str
    held: str
    version: int
    day: int | None
    counts: ArmCounts
    since: int
    took: tuple[int, ...] = ()
    before: int = 0
    given: int = 0
    opened: int = 0
    last: int = 0
    torn: int = 0
    reached: int = 0
    late: bool = False


class Draw(Struct, frozen=True, order=True):
    """What a unit's place was drawn by: share held out (0 to 1), salt, and whether persons or accounts are drawn."""

    share: float
    salt: str = ""
    unit: str = ""


Draws = Mapping[int, Draw]  # by version


def cell(row: Sequence[Any]) -> Cell:
    """A row of `CELLS` in queries/units.py."""
    basis, node, arm, held, version, given, day, units, conversions, value, squares, since, took, *told = row
    before, opened, last, torn, reached, late = told
    found = ArmCounts(int(units), int(conversions), float(value), float(squares))
    counts = ArmCounts(0, 0, pending=int(units)) if day is None else found
    places = (int(since), tuple(took or ()), int(before), int(given), int(opened), int(last))
    return Cell(basis, node, arm, held, int(version), day, counts, *places, int(torn), int(reached), bool(late))


def strata_by_version(draws: Draws) -> dict[int, int]:
    """The stratum of each version: versions of one draw are one, numbered in the order in which draws first came."""
    order: dict[Draw, int] = {}
    return {version: order.setdefault(draws[version], len(order)) for version in sorted(draws)}


def sided(cells: Iterable[Cell], draws: Draws) -> tuple[Stratum, ...]:
    """Treated and held out by draw, oldest draw first; without draws that hold out nobody, or everybody."""
    sums: dict[int, list[ArmCounts]] = {}
    places = strata_by_version(draws)
    for one in cells:
        if one.held in (TREATED, HELD_OUT) and one.version in places:
            arms = sums.setdefault(places[one.version], [NOBODY, NOBODY])
            arms[one.held == HELD_OUT] += one.counts
    by_place = {places[version]: draws[version] for version in draws}
    return tuple(
        Stratum(by_place[place].share, sums[place][0], sums[place][1], f"{100 * by_place[place].share:.4g} % held out")
        for place in sorted(sums)
        if 0 < by_place[place].share < 1
    )


def splits(strata: Iterable[Stratum]) -> tuple[SampleSplit, ...]:
    """How many fell into each arm, open or not."""
    return tuple(
        SampleSplit(s.treated.units + s.treated.pending, s.held_out.units + s.held_out.pending, s.share) for s in strata
    )


def earlier(cells: Iterable[Cell], draws: Draws) -> tuple[Stratum, ...]:
    """The same units with what they did before: all of them, open or not."""
    units = [(one, one.counts.units + one.counts.pending) for one in cells]
    return sided([replace(one, counts=ArmCounts(count, one.before)) for one, count in units], draws)


def unshared(cells: Iterable[Cell], draws: Draws) -> int:
    """Units of the journey that came while nobody, or everybody, was held out."""
    return sum(
        one.counts.units + one.counts.pending
        for one in cells
        if one.held in (TREATED, HELD_OUT) and one.version in draws and not 0 < draws[one.version].share < 1
    )


def credited(cells: Iterable[Cell]) -> int:
    """Treated units that converted so far, of whatever draw; whoever a higher level holds out got no message."""
    return sum(one.reached for one in cells if one.held == TREATED)


def torn_apart(cells: Iterable[Cell]) -> tuple[int, int]:
    """Units whose identities had both arms: those that count as treated, and those that count as held out."""
    found = list(cells)
    treated, held = (sum(one.torn for one in found if one.held == level) for level in (TREATED, HELD_OUT))
    return treated, held


def course(cells: Sequence[Cell], draws: Draws, most: int) -> list[tuple[int, tuple[Stratum, ...]]]:
    """Closed units so far at the end of each day, thinned to at most `most` days, the last one always among them."""
    closed = [one for one in cells if one.day is not None]
    days = sorted({one.day for one in closed if one.day is not None and one.held in (TREATED, HELD_OUT)})
    stride = max(1, -(-len(days) // most))
    chosen = days[::-1][::stride][::-1]
    found: list[tuple[int, tuple[Stratum, ...]]] = []
    so_far: tuple[Cell, ...] = ()
    by_day = _grouped(closed, lambda one: one.day or 0)
    waiting = iter(sorted(by_day))
    upto = next(waiting, None)
    for day in chosen:
        gathered = list(so_far)
        while upto is not None and upto <= day:
            gathered += by_day[upto]
            upto = next(waiting, None)
        so_far = sum_over_days(gathered)
        found.append((day, sided(so_far, draws)))
    return found


def sum_over_days(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Added up over days: one cell for each held level and version."""
    sums: dict[tuple[str, int], Cell] = {}
    for one in cells:
        key = (one.held, one.version)
        before = sums.get(key)
        sums[key] = replace(one, took=(), counts=before.counts + one.counts) if before else replace(one, took=())
    return tuple(sums.values())


def taking(cells: Sequence[Cell]) -> TimeToConvert:
    """Time to convert, of the treated units whose whole window is over."""
    treated = [one for one in cells if one.held == TREATED]
    took = sorted(ms for one in treated for ms in one.took)
    whole = sum((one.counts for one in treated), NOBODY)
    days = _grouped(took, lambda ms: ms // DAY_MS)
    return TimeToConvert(
        median_ms=_part(took, 50),
        p90_ms=_part(took, 90),
        conversions=len(took),
        closed=whole.units,
        open=whole.pending,
        histogram=tuple(Bin(day * DAY_MS, len(days[day])) for day in sorted(days)),
    )


def _part(ordered: Sequence[int], percent: int) -> int | None:
    """The lowest by which at least this part had converted."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def since(cells: Iterable[Cell]) -> int:
    """When the first unit came (ms); 0 when nobody did."""
    return min((one.since for one in cells), default=0)


def units_of(strata: Iterable[Stratum]) -> int:
    """The number of units compared, open or not."""
    treated, held = both(tuple(strata))
    return treated.units + treated.pending + held.units + held.pending


def blocks(cells: Iterable[Cell], draws: Draws, today: int) -> list[tuple[int, ClosedBlock]]:
    """The blocks of stats/conditional.py, each with its last day: of one draw, units whose windows closed on one day,
    or on as many days running as it takes for BLOCK_UNITS. What closed today, and a block that is not full, count
    later: a block's end must not depend on what its units did."""
    places, days = strata_by_version(draws), dict[tuple[int, int], list[ArmCounts]]()
    for one in cells:
        compared = one.held in (TREATED, HELD_OUT) and one.version in places and 0 < draws[one.version].share < 1
        if compared and one.day is not None and one.day < today:
            arms = days.setdefault((places[one.version], one.day), [NOBODY, NOBODY])
            arms[one.held == HELD_OUT] += one.counts
    found: list[tuple[int, ClosedBlock]] = []
    for place in sorted({place for place, _ in days}):
        treated, held = NOBODY, NOBODY
        for day in sorted(day for at, day in days if at == place):
            treated, held = treated + days[place, day][0], held + days[place, day][1]
            if treated.units + held.units >= BLOCK_UNITS:
                made = treated.conversions + held.conversions
                found.append((day, ClosedBlock(treated.units, held.units, made, held.conversions)))
                treated, held = NOBODY, NOBODY
    return sorted(found, key=lambda dated: dated[0])
