"""From rows of the facts to strata, blocks and exact totals."""

from loopline.learning.lift.cells import Draw
from loopline.learning.measured.sums import measured_of
from loopline.learning.stats.conditional import ClosedBlock


def test_rows_become_strata_and_those_whom_nobody_was_held_out_beside_stand_alone() -> None:
    sums = (5.0, 25.0, 0, 0, 0, 0, 0, 0)
    rows = [
        (1, "", 10, 30, 5, 0, 9, *sums, "5.00", None),
        (1, "journey", 10, 30, 5, 0, 9, *sums, "5.10", None),
        (1, "", None, 7, 0, 0, 9, *(0,) * 8, None, None),
        (2, "", 10, 30, 5, 0, 9, *sums, "0.1", None),
        (9, "", 10, 30, 5, 0, 9, *sums, "1", None),
    ]
    found = measured_of(rows, {1: Draw(0.5), 2: Draw(0.0)}, today=12)
    assert found.blocks == (ClosedBlock(30, 30, 10, 5),)
    assert (found.treated.units, found.treated.pending, found.held_out.units) == (60, 7, 30)
    assert found.treated.side("sum").total == "5.1" and found.held_out.side("sum").total == "5.1"
    assert found.arms[0].share == 0.5
