"""Arms of an experiment: against the first, against the holdout, by the weights of the version that gave them."""

from loopline.learning.cells import Cell, Draw
from loopline.learning.experiment import HOLDOUT, arm_lines, experiment
from loopline.learning.moments import Arm

DRAWS = {1: Draw(0.2), 2: Draw(0.2)}
EVEN = {"plain": 1.0, "bold": 1.0}


def cell(arm: str, held: str, counts: Arm, version: int = 1, node: str = "test") -> Cell:
    return Cell("assigned", node, arm, held, version, 0, counts, since=0)


CELLS = [
    cell("plain", "", Arm(4_000, 400, 4_000.0, 4e4)),
    cell("bold", "", Arm(4_000, 600)),
    cell("plain", "journey", Arm(1_000, 60)),
    cell("bold", "journey", Arm(1_000, 60)),
    cell("bold", "global", Arm(500, 500)),
    cell("bold", "", Arm(7, 7), node="other"),
]


def test_what_the_treated_of_each_arm_did() -> None:
    lines = [(one.node, one.name, one.units, one.conversions, one.rate, one.value) for one in arm_lines(CELLS)]
    assert lines == [
        ("other", "bold", 7, 7, 1.0, 0.0),
        ("test", "bold", 4_000, 600, 0.15, 0.0),
        ("test", "plain", 4_000, 400, 0.1, 4_000.0),
    ]


def test_arms_against_the_first_and_against_everybody_held_out() -> None:
    found = experiment("test", "A test", CELLS, DRAWS, {1: EVEN})
    (between,) = found.between.rows
    assert (between.name, between.against, between.verdict) == ("bold", "plain", "lift")
    assert (between.treated, between.held_out.units) == (Arm(4_000, 600), 4_000)
    plain, bold = found.against_holdout.rows
    assert (plain.name, plain.against, bold.name) == ("plain", HOLDOUT, "bold")
    assert plain.held_out == bold.held_out == Arm(2_000, 120)
    assert (plain.verdict, bold.verdict) == ("lift", "lift")
    assert found.against_holdout.compared == 2 and found.between.warning == ""


def test_weights_that_were_changed_are_strata_and_do_not_make_a_difference_of_their_own() -> None:
    """Nobody was changed by an arm; the busy second version gave most people the second arm."""
    cells = [
        *(cell(arm, "", Arm(units, units // 50)) for arm, units in (("plain", 9_000), ("bold", 1_000))),
        *(cell(arm, "", Arm(units, units // 5), version=2) for arm, units in (("plain", 1_000), ("bold", 9_000))),
    ]
    planned = {1: {"plain": 9.0, "bold": 1.0}, 2: {"plain": 1.0, "bold": 9.0}}
    (row,) = experiment("test", "", cells, DRAWS, planned).between.rows
    assert row.verdict == "no_difference_seen" and abs(row.difference.estimate) < 1e-9
    pooled = {one.name: one.rate for one in arm_lines(cells)}
    assert pooled["bold"] > 4 * pooled["plain"], "which pooled rates would call a triumph"


def test_without_a_holdout_arms_are_compared_with_each_other_only() -> None:
    found = experiment("test", "", CELLS[:2], {1: Draw(0.0)}, {1: EVEN})
    assert found.against_holdout.rows == () and len(found.between.rows) == 1
    assert experiment("test", "", [], DRAWS, {}).between.rows == ()


def test_an_arm_that_came_later_is_compared_with_those_drawn_beside_it() -> None:
    cells = [cell("plain", "", Arm(1_000, 900)), cell("plain", "", Arm(500, 50), 2), cell("new", "", Arm(500, 50), 2)]
    planned = {1: {"plain": 1.0}, 2: {"plain": 1.0, "new": 1.0}}
    (row,) = experiment("test", "", cells, DRAWS, planned).between.rows
    assert (row.name, row.held_out.units) == ("new", 500)
