"""What a person remembers of amounts: within a bound, over merges and with the past that is told."""

from loopline.model.history.amounts import POINT_BYTES, Amounts, Tally, both_tallies, packed_points, tallied
from loopline.model.person import Person
from loopline.signals.people.amounts import POINTS_MAX, backfilled, merge_amounts, with_amount

ANN = Person(key="ann", traits={})


def test_amounts_out_of_the_window_are_not_kept() -> None:
    person = with_amount(ANN, "spent", 10, 5, 100, 10)
    person = with_amount(person, "spent", 200, 7, 100, 200)
    assert person.amounts == {"spent": Amounts(packed_points([(200, 7)]))}


def test_a_merge_and_the_past_add_up() -> None:
    person, other = with_amount(ANN, "spent", 10, 5, None, 10), with_amount(ANN, "spent", 5, 2, None, 10)
    both = merge_amounts(person, other)
    assert both == {"spent": Amounts(packed_points([(5, 2), (10, 5)]))}
    past = Amounts(packed_points([(3, 1)]), Tally(2, 9, 4, 5, 1))
    told = backfilled(person, "spent", past)
    assert told.amounts == {"spent": Amounts(packed_points([(3, 1), (10, 5)]), Tally(2, 9, 4, 5, 1))}
    assert merge_amounts(ANN, ANN) is None


def test_of_many_sorts_no_more_are_known_one_by_one_than_a_bound_and_none_is_lost() -> None:
    person = ANN
    for sort in range(12):
        for at in range(400):
            person = with_amount(person, f"sort{sort}", at, 1, None, at)
    assert person.amounts is not None
    assert sum(len(one.points) for one in person.amounts.values()) // POINT_BYTES <= POINTS_MAX
    for one in person.amounts.values():
        whole = both_tallies(one.gone, tallied(one.points))
        assert whole is not None and (whole.count, whole.total) == (400, 400)
