"""Times that happened again and again, packed: in their order, the newest known, the others counted."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.history.times import (
    TIME_BYTES,
    Forgotten,
    later_than,
    newest_times,
    packed,
    times_in,
    together,
    with_time,
)

times = st.lists(st.integers(-(2**53), 2**53), max_size=30)
some = st.none() | st.builds(Forgotten, st.integers(1, 9), st.integers(-9, 0), st.integers(0, 9))


@given(times)
def test_one_after_the_other_they_stand_in_their_order(some: list[int]) -> None:
    known = b""
    for at in some:
        known = with_time(known, at)
    assert list(times_in(known)) == sorted(some) and known == packed(sorted(some))
    assert len(known) == len(some) * TIME_BYTES


def test_what_is_not_packed_is_read_as_it_stands() -> None:
    assert times_in((1, 2)) == (1, 2) and list(times_in(b"")) == []


@given(times, st.integers(-9, 9) | st.integers(-(2**53), 2**53))
def test_those_after_a_moment(some: list[int], since: int) -> None:
    assert list(times_in(later_than(packed(sorted(some)), since))) == [at for at in sorted(some) if at > since]


@given(times, some, st.integers(0, 12))
def test_the_newest_are_known_and_the_others_counted(some: list[int], gone: Forgotten | None, most: int) -> None:
    kept, counted = newest_times(packed(sorted(some)), gone, most)
    others = sorted(some)[: max(0, len(some) - most)]
    assert [*others, *times_in(kept)] == sorted(some)
    assert counted == together(gone, Forgotten(len(others), min(others), max(others)) if others else None)


@given(st.lists(some, min_size=1))
def test_what_is_counted_here_and_there_is_counted_once_each(parts: list[Forgotten | None]) -> None:
    whole = None
    for one in parts:
        whole = together(whole, one)
    known = [one for one in parts if one is not None]
    if whole is None:
        assert known == []
    else:
        assert whole == Forgotten(
            sum(one.count for one in known), min(one.first for one in known), max(one.latest for one in known)
        )
    assert all(together(one, two) == together(two, one) for one, two in pairwise(parts))
