"""Amounts: exact sums in whatever order they come; the oldest are tallied and none is lost."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.history.amounts import (
    AMOUNTS_MAX,
    NOTHING,
    ONE,
    Amounts,
    Tally,
    amounts_after,
    amounts_within,
    both_amounts,
    both_tallies,
    millionths,
    newest_amounts,
    packed_points,
    tallied,
    tally_of,
    times_of,
    with_point,
)

points = st.lists(st.tuples(st.integers(0, 50), st.integers(-(10**18), 10**18)), max_size=12)


def amounts_of(pairs: list[tuple[int, int]]) -> Amounts:
    found = NOTHING
    for at, amount in pairs:
        found = with_point(found, at, amount)
    return found


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (1, ONE),
        (0.1, 100_000),
        (-0.0000004, 0),
        (19.99, 19_990_000),
        (-2.5, -2_500_000),
        (10**12, None),
        (-1e12, None),
        (float("nan"), None),
        (True, None),
        ("5", None),
        (None, None),
        ([1], None),
    ],
)
def test_a_number_is_an_amount(value: object, amount: int | None) -> None:
    assert millionths(value) == amount


@given(points, st.integers(0, 60), st.integers(0, 60))
def test_what_is_tallied_is_what_there_is(pairs: list[tuple[int, int]], moment: int, most: int) -> None:
    kept = newest_amounts(amounts_of(pairs), most)
    assert len(times_of(kept.points)) <= most and list(times_of(kept.points)) == sorted(times_of(kept.points))
    whole = both_tallies(kept.gone, tallied(kept.points))
    numbers = [amount for _, amount in pairs]
    assert (whole is None) is (not pairs)
    if whole is not None:
        assert whole == tally_of(len(pairs), sum(numbers), min(numbers), max(numbers), max(at for at, _ in pairs))
    found, is_known = amounts_after(kept, moment)
    inside = [amount for at, amount in pairs if at > moment]
    if is_known:
        assert (found.count, found.total) == (len(inside), sum(inside)) if found else not inside
    else:
        assert len(inside) > most, "it is unknown only where more are inside than are kept"
    assert amounts_after(amounts_within(kept, moment), moment) == (found, is_known)


@given(points, points)
def test_two_who_are_one_have_all_of_it(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> None:
    both = both_amounts(amounts_of(one), amounts_of(two))
    assert tallied(both.points) == tallied(packed_points(sorted(one + two)))


def test_no_more_are_kept_one_by_one_than_a_bound() -> None:
    pairs = [(at, 1) for at in range(AMOUNTS_MAX + 300)]
    random.Random(1).shuffle(pairs)
    kept = amounts_of(pairs)
    assert list(times_of(kept.points)) == list(range(300, AMOUNTS_MAX + 300))
    assert kept.gone == Tally(300, 300, 1, 1, 299)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_total_beyond_64_bits_is_stored_and_exact(sign: int) -> None:
    largest = sign * (10**18 - 1)
    kept = amounts_of([(at, largest) for at in range(AMOUNTS_MAX + 300)])
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(kept), type=Amounts)
    assert read == kept
    assert read.gone is not None and read.gone.total == 300 * largest
    back = both_tallies(read.gone, tallied(packed_points([(at, -largest) for at in range(299)])))
    assert back is not None and (back.total, back.carried) == (largest, 0)


def test_a_tally_that_was_stored_before_totals_had_two_parts_is_read() -> None:
    old = msgspec.msgpack.encode([b"", [9, 2**63 - 1, 1, 10**18, 5]])
    gone = msgspec.msgpack.decode(old, type=Amounts).gone
    assert gone is not None and gone.total == 2**63 - 1
    assert both_tallies(gone, gone) == tally_of(18, 2**64 - 2, 1, 10**18, 5)
