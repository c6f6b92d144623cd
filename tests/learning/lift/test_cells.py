"""Cells become arms: by draw, by day, without those whom a higher level holds out."""

from msgspec.structs import replace

from loopline.learning.lift.cells import (
    Cell,
    Draw,
    blocks,
    course,
    earlier,
    sided,
    since,
    splits,
    strata_by_version,
    taking,
    units_of,
    unshared,
)
from loopline.learning.lift.guards import SampleSplit
from loopline.learning.stats.conditional import ClosedBlock
from loopline.learning.stats.moments import ArmCounts

TENTH, HALF, NOBODY_OUT = Draw(0.1, "s"), Draw(0.5, "s"), Draw(0.0, "s")
DRAWS = {1: TENTH, 2: NOBODY_OUT, 3: HALF, 4: TENTH}


def cell(held: str, version: int, counts: ArmCounts, day: int | None = 1, **more: object) -> Cell:
    made = Cell("exposed", "", "", held, version, day, counts, since=version * 100)
    return replace(made, **more)


CELLS = (
    cell("", 1, ArmCounts(90, 9)),
    cell("journey", 1, ArmCounts(10, 1)),
    cell("", 4, ArmCounts(9, 2), day=3),
    cell("", 2, ArmCounts(50, 5)),
    cell("", 3, ArmCounts(20, 4), day=2),
    cell("journey", 3, ArmCounts(21, 3), day=2),
    cell("journey", 3, ArmCounts(0, 0, pending=4), day=None, before=2),
    cell("global", 1, ArmCounts(7, 7)),
)


def test_versions_of_one_draw_are_one_stratum_in_the_order_in_which_draws_came() -> None:
    assert strata_by_version(DRAWS) == {1: 0, 2: 1, 3: 2, 4: 0}
    first, second = sided(CELLS, DRAWS)
    assert (first.share, first.treated, first.held_out) == (0.1, ArmCounts(99, 11), ArmCounts(10, 1))
    assert (second.share, second.treated, second.held_out) == (0.5, ArmCounts(20, 4), ArmCounts(21, 3, pending=4))
    assert (first.name, second.name) == ("10 % held out", "50 % held out")


def test_a_new_salt_or_unit_is_another_draw() -> None:
    assert len(sided(CELLS, DRAWS | {4: Draw(0.1, "new")})) == 3
    assert strata_by_version({1: Draw(0.1, "s", "person"), 2: Draw(0.1, "s", "account")}) == {1: 0, 2: 1}


def test_who_came_while_nobody_was_held_out_is_counted_and_not_compared() -> None:
    assert unshared(CELLS, DRAWS) == 50
    assert units_of(sided(CELLS, DRAWS)) == 99 + 10 + 20 + 25
    assert splits(sided(CELLS, DRAWS)) == (SampleSplit(99, 10, 0.1), SampleSplit(20, 25, 0.5))


def test_what_was_before_is_of_everybody_open_or_not() -> None:
    _, second = earlier(CELLS, DRAWS)
    assert second.held_out == ArmCounts(25, 2)


def test_days_add_up_and_a_long_course_is_thinned_to_its_end() -> None:
    found = course(CELLS, DRAWS, 60)
    assert [day for day, _ in found] == [1, 2, 3]
    assert [sum(s.treated.units for s in strata) for _, strata in found] == [90, 110, 119]
    assert [day for day, _ in course(CELLS, DRAWS, 2)] == [1, 3]
    assert course((), DRAWS, 60) == []


def test_time_to_convert_by_days() -> None:
    day = 86_400_000
    treated = [cell("", 1, ArmCounts(5, 3), took=(2 * day, 5)), cell("", 1, ArmCounts(2, 1), took=(day,))]
    found = taking([*treated, cell("", 1, ArmCounts(0, 0, pending=6), day=None), cell("journey", 1, ArmCounts(3, 3))])
    assert (found.median_ms, found.p90_ms, found.conversions) == (day, 2 * day, 3)
    assert (found.closed, found.open) == (7, 6)
    assert [(one.from_ms, one.count) for one in found.histogram] == [(0, 1), (day, 1), (2 * day, 1)]
    assert taking([]).median_ms is None


def test_the_beginning() -> None:
    assert since(CELLS) == 100 and since([]) == 0


def test_days_are_blocks_of_their_draw_and_few_units_wait_for_more_days() -> None:
    days = [
        cell("", 1, ArmCounts(90, 9), day=1),
        cell("journey", 4, ArmCounts(10, 1), day=1),
        cell("", 1, ArmCounts(8, 2), day=2),
        cell("", 1, ArmCounts(9, 3), day=5),
        cell("journey", 1, ArmCounts(4, 1), day=5),
        cell("", 3, ArmCounts(20, 4), day=2),
        cell("", 2, ArmCounts(50, 5), day=2),
        cell("global", 1, ArmCounts(70, 7), day=2),
        cell("", 1, ArmCounts(0, 0, pending=40), day=None),
        cell("", 1, ArmCounts(19, 6), day=6),
        cell("", 1, ArmCounts(90, 9), day=7),
    ]
    whole = [(1, ClosedBlock(90, 10, 10, 1)), (2, ClosedBlock(20, 0, 4, 0)), (5, ClosedBlock(17, 4, 6, 1))]
    assert blocks(days, DRAWS, today=7) == whole, "nineteen of day 6 wait, and day 7 is not over"
    assert blocks(days, DRAWS, today=8) == [*whole, (7, ClosedBlock(109, 0, 15, 0))]
    assert blocks((), DRAWS, today=8) == []
