"""Months, credit and cost of a level: nothing is told that its lift does not carry."""

from msgspec.structs import replace

from loopline.learning.comparisons.course import Analysed, Comparison
from loopline.learning.comparisons.snapshot import LiftSnapshot, verdicts_of
from loopline.learning.lift.cells import Cell, Draw
from loopline.learning.lift.verdict import Lift
from loopline.learning.programmes.sums import credit, holdout_cost, month_lines, with_cells_of
from loopline.learning.stats.moments import ArmCounts

DAY = 86_400_000
MONTHS = {"2026-03": 0, "2026-04": 31}


def cells(month: int, treated: int, held: int, *, pending: int = 0) -> list[Cell]:
    """Half of the treated convert and a quarter of the held out, each for 10, in one day of a month."""
    found = []
    for basis in ("entered", "exposed"):
        for side, units, made in (("", treated, treated // 2), ("journey", held, held // 4)):
            counts = ArmCounts(units, made, 10.0 * made, 100.0 * made)
            found.append(Cell(basis, "", "", side, 1, month + 14, counts, month * DAY, last=month * DAY))
        if pending:
            waits = ArmCounts(0, 0, pending=pending)
            found.append(Cell(basis, "", "", "", 1, None, waits, month * DAY, opened=month))
    return found


def snapshot(found: list[Cell]) -> LiftSnapshot:
    analysed = Analysed("bought", "", "amount", 14 * DAY, "person")
    comparison = Comparison(id="programme", versions=(1,), counted=(), analysed=analysed, since=0)
    empty = LiftSnapshot(comparison, (), {1: Draw(0.5)}, as_of=60 * DAY, last_fact_at=60 * DAY)
    return with_cells_of(empty, found)


def lift_of(found: LiftSnapshot) -> Lift:
    lift = verdicts_of(found).lift
    assert lift is not None
    return lift


MARCH, APRIL = cells(0, 400, 400), cells(31, 200, 200, pending=7)
WHOLE = snapshot(MARCH + APRIL)


def test_each_month_has_its_own_units_and_what_is_still_open() -> None:
    by_month = {"2026-03": MARCH, "2026-04": APRIL}
    march, april = month_lines(WHOLE, by_month, {"2026-03": (150, 1_500.0)}, lift_of(WHOLE))
    assert (march.treated, march.held_out, march.pending, april.pending) == (400, 400, 0, 7)
    assert march.incremental_value is not None and april.incremental_value is not None
    assert (march.incremental_value.estimate, april.incremental_value.estimate) == (1_000.0, 500.0)
    assert march.incremental_value.low < 1_000 < march.incremental_value.high
    assert (march.attributed_conversions, april.attributed_value) == (150, 0.0)


def test_a_month_without_one_side_tells_nothing_caused() -> None:
    alone = [one for one in cells(62, 20, 0) if one.held == ""]
    (line,) = month_lines(WHOLE, {"2026-05": alone}, {}, lift_of(WHOLE))
    assert (line.treated, line.held_out, line.incremental_value, line.incremental_conversions) == (20, 0, None, None)


def test_under_a_failed_guard_no_month_and_no_cost_is_told() -> None:
    stale = replace(WHOLE, last_fact_at=0)
    lift = lift_of(stale)
    assert lift.verdict == "guard_failed"
    (line,) = month_lines(stale, {"2026-03": MARCH}, {}, lift)
    assert (line.verdict, line.incremental_value) == ("guard_failed", None)
    cost = holdout_cost(lift)
    assert cost is not None and (cost.units, cost.conversions, cost.value) == (600, None, None)
    assert credit({"2026-03": (10, 100.0)}, lift).value_ratio is None


def test_what_the_holdout_costs_is_the_lift_a_person_times_the_held_out() -> None:
    lift = lift_of(WHOLE)
    cost = holdout_cost(lift)
    assert cost is not None and cost.conversions is not None and cost.value is not None
    assert (cost.units, cost.closed) == (600, 600)
    assert (cost.conversions.estimate, cost.value.estimate) == (150.0, 1_500.0)
    assert cost.value.low == lift.value.low * 600 and holdout_cost(None) is None


def test_credit_stands_beside_cause_once_there_is_a_verdict() -> None:
    credited = {"2026-03": (200, 2_000.0), "2026-04": (100, 1_000.0)}
    found = credit(credited, lift_of(WHOLE))
    assert (found.conversions, found.value) == (300, 3_000.0)
    assert (found.conversions_ratio, found.value_ratio) == (2.0, 2.0)
    few = lift_of(snapshot(cells(0, 8, 8)))
    assert few.verdict == "not_enough_data" and credit(credited, few).value_ratio is None
    assert credit({}, None).conversions == 0
