"""Who converted within the window: edges, open windows, first entries."""

from loopline.learning.conversion import Entry, Outcome, arms, score, time_to_convert
from loopline.learning.moments import Arm

WINDOW = 100


def test_only_outcomes_inside_the_window_count_and_its_end_is_outside() -> None:
    entries = [Entry(unit, "treated", 1_000) for unit in "abcd"]
    outcomes = [Outcome("a", 999), Outcome("b", 1_000), Outcome("c", 1_099), Outcome("d", 1_100)]
    found = {one.unit: one.converted_at for one in score(entries, outcomes, WINDOW, now=5_000)}
    assert found == {"a": None, "b": 1_000, "c": 1_099, "d": None}


def test_many_orders_are_one_conversion_and_all_of_the_money() -> None:
    outcomes = [Outcome("a", 1_050, 30.0), Outcome("a", 1_010, 20.0), Outcome("a", 2_000, 500.0)]
    (found,) = score([Entry("a", "treated", 1_000)], outcomes, WINDOW, now=5_000)
    assert (found.converted_at, found.value, found.took_ms) == (1_010, 50.0, 10)
    assert arms([found]) == {"treated": Arm(1, 1, 50.0, 2_500.0)}


def test_an_open_window_is_pending_even_after_a_conversion() -> None:
    entries = [Entry("a", "treated", 1_000), Entry("b", "held_out", 1_000)]
    found = score(entries, [Outcome("a", 1_010, 20.0)], WINDOW, now=1_099)
    assert arms(found) == {"treated": Arm(0, 0, pending=1), "held_out": Arm(0, 0, pending=1)}
    closed = score(entries, [Outcome("a", 1_010, 20.0)], WINDOW, now=1_100)
    assert arms(closed) == {"treated": Arm(1, 1, 20.0, 400.0), "held_out": Arm(1, 0)}


def test_what_happens_after_now_is_not_known() -> None:
    (found,) = score([Entry("a", "treated", 1_000)], [Outcome("a", 1_050)], WINDOW, now=1_040)
    assert found.converted_at is None


def test_a_unit_counts_once_from_its_first_entry() -> None:
    entries = [Entry("a", "treated", 2_000), Entry("a", "treated", 1_000)]
    (found,) = score(entries, [Outcome("a", 2_010)], WINDOW, now=5_000)
    assert (found.entered_at, found.converted_at) == (1_000, None)


def test_a_unit_in_two_arms_belongs_to_neither() -> None:
    entries = [Entry("a", "treated", 1_000), Entry("a", "held_out", 2_000), Entry("b", "treated", 1_000)]
    assert [one.unit for one in score(entries, [], WINDOW, now=5_000)] == ["b"]


def test_time_to_convert_by_quarters() -> None:
    entries = [Entry(unit, "treated", 0) for unit in "abcde"]
    outcomes = [Outcome("a", 10), Outcome("b", 20), Outcome("c", 30), Outcome("d", 40)]
    assert time_to_convert(score(entries, outcomes, WINDOW, now=5_000)) == (10, 20, 30)
    assert time_to_convert(score(entries, [], WINDOW, now=5_000)) == ()
