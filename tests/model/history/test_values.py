"""Different values: of each the last time, in whatever order they come; the oldest leave only when they were there."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.history.amounts import AMOUNTS_MAX, NOTHING, Amounts, times_of
from loopline.model.history.values import both_values, newest_values, value_digest, values_after, with_value

points = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=20)


def values_of(pairs: list[tuple[int, int]]) -> Amounts:
    found = NOTHING
    for at, value in pairs:
        digest = value_digest(value)
        assert digest is not None
        found = with_value(found, at, digest)
    return found


def latest(pairs: list[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for at, value in pairs:
        found[value] = max(at, found.get(value, at))
    return found


@given(points, points, st.integers(-1, 60))
def test_so_many_there_were_whoever_had_them(one: list[tuple[int, int]], other: list[tuple[int, int]], at: int) -> None:
    whole = [*one, *other]
    expected = sum(moment > at for moment in latest(whole).values())
    assert values_after(values_of(whole), at) == expected
    assert values_after(both_values(values_of(one), values_of(other)), at) == expected


@given(points, st.integers(0, 8), st.integers(-1, 60))
def test_with_less_room_it_is_exact_or_unknown(pairs: list[tuple[int, int]], most: int, at: int) -> None:
    kept = newest_values(values_of(pairs), most)
    found = values_after(kept, at)
    assert found is None or found == sum(moment > at for moment in latest(pairs).values())
    assert found is not None or kept.gone is not None


def test_so_many_are_kept() -> None:
    numbers = random.Random(7)
    pairs = [(numbers.randrange(10**6), numbers.randrange(900)) for _ in range(5_000)]
    kept = values_of(pairs)
    assert len(times_of(kept.points)) == AMOUNTS_MAX
    assert kept.gone is not None and kept.gone.latest <= times_of(kept.points)[0]
    assert values_after(kept) is None and values_after(kept, kept.gone.latest) == AMOUNTS_MAX


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (0, -0.0), (2**53, 2**53 + 1)])
def test_numbers_that_are_one_double_are_one_value(one: float, other: float) -> None:
    assert value_digest(one) == value_digest(other) is not None


def test_kinds_are_told_apart_and_what_has_parts_is_no_value() -> None:
    assert len({value_digest(value) for value in (1, True, "1", "true", "", "b1", 0, False)}) == 8
    others: tuple[object, ...] = (None, [], {}, 1e300, float("nan"))
    assert {value_digest(value) for value in others} == {None}
