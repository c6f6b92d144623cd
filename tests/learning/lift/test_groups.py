"""Which groups are shown: a bounded number, numbers in bands, and nobody is left out silently."""

from loopline.learning.lift.cells import Cell, Draw
from loopline.learning.lift.groups import (
    GROUPS_MAX,
    Grouping,
    compare_groups,
    group_cell,
    group_strata,
    grouping,
    told_together,
)
from loopline.learning.stats.moments import ArmCounts

DRAWS = {1: Draw(0.5)}


def test_the_commonest_values_have_a_group_each_and_the_rest_stands_together() -> None:
    rows = [(f"v{n}", 100 - n, 20, False, None) for n in range(GROUPS_MAX + 1)]
    found = grouping(rows)
    assert found.names == tuple(f"v{n}" for n in range(GROUPS_MAX)) and found.left == 20 - GROUPS_MAX
    labels = found.labels()
    assert list(labels.values())[-2:] == ["everything else", "not known at entry"] and labels[1] == "v0"


def test_many_different_numbers_become_bands() -> None:
    rows = [(str(n), 1, 400, True, [10.0, 25.0, 1_500.5]) for n in range(GROUPS_MAX + 1)]
    labels = grouping(rows).labels()
    assert [labels[n] for n in (1, 2, 3, 4)] == [
        "below 10",
        "10 to below 25",
        "25 to below 1,500.5",
        "1,500.5 and more",
    ]
    same = grouping([("1", 1, 400, True, [7.0, 7.0, 7.0])]).labels()
    assert [same[n] for n in (1, 2)] == ["below 7", "7 and more"]


def test_few_numbers_keep_their_names_and_no_value_at_all_is_no_group() -> None:
    assert grouping([("1", 5, 2, True, [1.0, 1.0, 2.0]), ("2", 4, 2, True, None)]) == Grouping(names=("1", "2"))
    assert grouping([]) == Grouping()


def test_each_group_stands_against_its_own_holdout() -> None:
    rows = [
        group_cell((number, held, 1, False, 2_000, made, 0.0, 0.0, 5))
        for number, held, made in ((1, "", 300), (1, "journey", 100), (2, "", 100), (2, "journey", 100))
    ]
    rows.append(group_cell((-1, "", 1, True, 3, 1, 0.0, 0.0, 5)))
    labels = {1: "free", 2: "paid", 0: "everything else", -1: "not known at entry"}
    found = compare_groups(group_strata(labels, rows, DRAWS))
    assert [(row.name, row.verdict) for row in found.rows] == [
        ("free", "lift"),
        ("paid", "no_difference_seen"),
        ("not known at entry", "not_enough_data"),
    ]
    assert found.compared == 3 and told_together(found, differs=True) == found
    together = told_together(found, differs=False)
    assert [row.verdict for row in together.rows] == ["not_told", "not_told", "not_enough_data"]
    assert [row.difference for row in together.rows] == [row.difference for row in found.rows]
    assert found.rows[2].treated == ArmCounts(0, 0, pending=3)


def test_a_row_of_an_open_window_is_pending() -> None:
    assert group_cell((1, "", 1, True, 3, 2, 9.0, 9.0, 5)) == (
        1,
        Cell("exposed", "", "", "", 1, None, ArmCounts(0, 0, pending=3), 5),
    )
