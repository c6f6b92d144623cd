"""Arms of an experiment: against the first, against the holdout, by the weights of the version that gave them."""

from msgspec.structs import replace

from loopline.learning.lift.cells import Cell, Draw
from loopline.learning.lift.experiment import HOLDOUT, arm_lines, experiment
from loopline.learning.stats.moments import ArmCounts

DRAWS = {1: Draw(0.2), 2: Draw(0.2)}
EVEN = {"plain": 1.0, "bold": 1.0}


def cell(arm: str, held: str, counts: ArmCounts, version: int = 1, node: str = "test", given: int = 0) -> Cell:
    """Whoever was not moved got the arm from the version that was entered."""
    return Cell("assigned", node, arm, held, version, 0, counts, since=0, given=given or version)


CELLS = [
    cell("plain", "", ArmCounts(4_000, 400, 4_000.0, 4e4)),
    cell("bold", "", ArmCounts(4_000, 600)),
    cell("plain", "journey", ArmCounts(1_000, 60)),
    cell("bold", "journey", ArmCounts(1_000, 60)),
    cell("bold", "global", ArmCounts(500, 500)),
    cell("bold", "", ArmCounts(7, 7), node="other"),
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
    assert (between.name, between.against, between.verdict) == ("bold", "plain", "better")
    assert (between.treated, between.held_out.units) == (ArmCounts(4_000, 600), 4_000)
    plain, bold = found.against_holdout.rows
    assert (plain.name, plain.against, bold.name) == ("plain", HOLDOUT, "bold")
    assert plain.held_out == bold.held_out == ArmCounts(2_000, 120)
    assert (plain.verdict, bold.verdict) == ("lift", "lift")
    assert found.against_holdout.compared == 2 and found.between.warning == "" and found.note == ""


def test_weights_that_were_changed_are_strata_and_do_not_make_a_difference_of_their_own() -> None:
    """Nobody was changed by an arm; the busy second version gave most people the second arm."""
    cells = [
        *(cell(arm, "", ArmCounts(units, units // 50)) for arm, units in (("plain", 9_000), ("bold", 1_000))),
        *(cell(arm, "", ArmCounts(units, units // 5), version=2) for arm, units in (("plain", 1_000), ("bold", 9_000))),
    ]
    planned = {1: {"plain": 9.0, "bold": 1.0}, 2: {"plain": 1.0, "bold": 9.0}}
    (row,) = experiment("test", "", cells, DRAWS, planned).between.rows
    assert row.verdict == "no_difference_seen" and abs(row.difference.estimate) < 1e-9
    pooled = {one.name: one.rate for one in arm_lines(cells)}
    assert pooled["bold"] > 4 * pooled["plain"], "which pooled rates would call a triumph"


def test_whom_a_publish_moved_counts_by_the_weights_that_drew_the_arm_and_by_the_holdout_of_the_entry() -> None:
    """9,000 in each arm of version 1; 10,000 of it were moved and drawn 9 to 1 by version 2. Nobody was changed."""
    held = [cell(arm, "journey", ArmCounts(1_000, 50), given=given) for given, arm in ((1, "plain"), (2, "plain"))]
    cells = [
        *(cell(arm, "", ArmCounts(9_000, 450)) for arm in ("plain", "bold")),
        *(cell(arm, "", ArmCounts(units, units // 20), given=2) for arm, units in (("plain", 9_000), ("bold", 1_000))),
        *held,
    ]
    planned = {1: EVEN, 2: {"plain": 9.0, "bold": 1.0}}
    found = experiment("test", "", cells, {1: Draw(0.1), 2: Draw(0.0)}, planned)
    (between,) = found.between.rows
    assert between.verdict == "no_difference_seen" and abs(between.difference.estimate) < 1e-9
    assert {(one.name, one.held_out.units) for one in found.against_holdout.rows} == {("plain", 2_000), ("bold", 2_000)}
    moved_only = experiment("test", "", cells, {1: Draw(0.1)}, {2: planned[2]})
    assert moved_only.between.rows[0].held_out.units == 9_000, "also where the entered version had no such experiment"


def test_without_a_holdout_arms_are_compared_with_each_other_only() -> None:
    found = experiment("test", "", CELLS[:2], {1: Draw(0.0)}, {1: EVEN})
    assert found.against_holdout.rows == () and len(found.between.rows) == 1
    assert experiment("test", "", [], DRAWS, {}).between.rows == ()


def test_an_arm_that_came_later_is_compared_with_those_drawn_beside_it() -> None:
    cells = [
        cell("plain", "", ArmCounts(1_000, 900)),
        cell("plain", "", ArmCounts(500, 50), 2),
        cell("new", "", ArmCounts(500, 50), 2),
    ]
    planned = {1: {"plain": 1.0}, 2: {"plain": 1.0, "new": 1.0}}
    (row,) = experiment("test", "", cells, DRAWS, planned).between.rows
    assert (row.name, row.held_out.units) == ("new", 500)


def test_who_came_after_a_message_is_compared_between_arms_and_not_with_the_holdout() -> None:
    late = [replace(one, late=True) for one in CELLS]
    found = experiment("test", "A test", late, DRAWS, {1: EVEN})
    assert found.between.rows[0].verdict == "better" and found.against_holdout.rows == ()
    assert found.note.startswith("10,000 of 10,000 came to this experiment after their first message")
    both = experiment("test", "A test", [*late, *CELLS], DRAWS, {1: EVEN})
    assert both.between.rows[0].treated.units == 8_000
    assert [row.held_out.units for row in both.against_holdout.rows] == [2_000, 2_000]
    assert "they are left out" in both.note


def test_an_arm_that_lost_people_on_the_way_has_no_verdict() -> None:
    cells = [cell("plain", "", ArmCounts(4_000, 400)), cell("bold", "", ArmCounts(3_000, 600, pending=400))]
    (row,) = experiment("test", "", cells, DRAWS, {1: EVEN}).between.rows
    assert row.verdict == "guard_failed" and row.q == 1.0
    assert row.reason.startswith("No verdict: 4,000 of 7,400 are of plain where 3,700 are planned")
