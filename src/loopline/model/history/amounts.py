"""Amounts of events, again and again: the newest one by one with their times, the others as a tally.

An amount is a whole number of millionths, so that sums are exact in whatever order they are made. Points stand packed,
each a time (ms) and an amount, 16 bytes, ascending by time, in the machine's own order as times do.
"""

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

AMOUNTS_MAX: Final = 500
"""So many amounts of one sort are known one by one, the newest ones; the others are tallied."""

ONE: Final = 1_000_000
"""Millionths in one."""

LARGEST: Final = 1e12
"""What is not below it, on either side of nought, is no amount."""

POINT_BYTES: Final = 16


CARRY: Final = 2**62
"""What is stored of a total at once: ten of the largest amounts are more than the 64 bits of a stored number."""


class Tally(Struct, frozen=True, gc=False, array_like=True):
    """How many amounts, their total, the least and the largest of them (millionths), and the time of the last (ms).

    The total stands in two parts, so that each can be stored however large it is: `low`, and `carried` times CARRY.
    """

    count: int
    low: int
    least: int
    most: int
    latest: int
    carried: int = 0

    @property
    def total(self) -> int:
        """The total in millionths, exact."""
        return self.carried * CARRY + self.low


class Amounts(Struct, frozen=True, gc=False, array_like=True):
    """The amounts of one sort: `points` one by one, and the tally of those before them."""

    points: bytes = b""
    gone: Tally | None = None


NOTHING: Final = Amounts()


def millionths(value: Any) -> int | None:
    """The amount that a JSON value is; None for what is no number, or too large."""
    if type(value) not in (int, float) or not -LARGEST < value < LARGEST:
        return None
    return math.floor(float(value) * ONE + 0.5)


def tally_of(count: int, total: int, least: int, most: int, latest: int) -> Tally:
    """A tally of a total of any size."""
    if -CARRY < total < CARRY:
        return Tally(count, total, least, most, latest)
    carried, low = divmod(total, CARRY)
    return Tally(count, low, least, most, latest, carried)


def packed_points(points: Iterable[tuple[int, int]]) -> bytes:
    """These pairs of a time and an amount, which ascend by time, as bytes."""
    return array("q", [part for point in points for part in point]).tobytes()


def times_of(points: bytes) -> Sequence[int]:
    """The times (ms) of packed points."""
    return memoryview(points).cast("q")[::2].tolist() if points else ()


def tallied(points: bytes) -> Tally | None:
    """All of these as one; None of none."""
    if not points:
        return None
    numbers = memoryview(points).cast("q").tolist()
    amounts = numbers[1::2]
    return tally_of(len(amounts), sum(amounts), min(amounts), max(amounts), numbers[-2])


def both_tallies(one: Tally | None, two: Tally | None) -> Tally | None:
    """Two tallies as one."""
    if one is None or two is None:
        return one or two
    return tally_of(
        one.count + two.count,
        one.total + two.total,
        min(one.least, two.least),
        max(one.most, two.most),
        max(one.latest, two.latest),
    )


def newest_amounts(amounts: Amounts, most: int = AMOUNTS_MAX) -> Amounts:
    """These with so many points at most: the oldest are only tallied."""
    surplus = len(amounts.points) - most * POINT_BYTES
    if surplus <= 0:
        return amounts
    return Amounts(amounts.points[surplus:], both_tallies(amounts.gone, tallied(amounts.points[:surplus])))


def with_point(amounts: Amounts, at: int, amount: int) -> Amounts:
    """These and one more, in its place."""
    place = bisect_right(times_of(amounts.points), at) * POINT_BYTES
    points = amounts.points[:place] + packed_points([(at, amount)]) + amounts.points[place:]
    return newest_amounts(Amounts(points, amounts.gone))


def amounts_after(amounts: Amounts, moment: int, until: int | None = None) -> tuple[Tally | None, bool]:
    """The tally of what came after a moment (ms), and not after `until`; whether it is known: others may be in it."""
    times = times_of(amounts.points)
    start, end = bisect_right(times, moment), len(times) if until is None else bisect_right(times, until)
    found = tallied(amounts.points[start * POINT_BYTES : end * POINT_BYTES])
    return found, amounts.gone is None or amounts.gone.latest <= moment


def amounts_within(amounts: Amounts, moment: int) -> Amounts:
    """What came after a moment (ms)."""
    start = bisect_right(times_of(amounts.points), moment) * POINT_BYTES
    gone = amounts.gone if amounts.gone is not None and amounts.gone.latest > moment else None
    return Amounts(amounts.points[start:], gone) if start or gone is not amounts.gone else amounts


def both_amounts(one: Amounts, two: Amounts) -> Amounts:
    """What two have who are one."""
    if not one.points or not two.points:
        return newest_amounts(Amounts(one.points or two.points, both_tallies(one.gone, two.gone)))
    both = sorted((*_pairs(one.points), *_pairs(two.points)))
    return newest_amounts(Amounts(packed_points(both), both_tallies(one.gone, two.gone)))


def _pairs(points: bytes) -> list[tuple[int, int]]:
    numbers = memoryview(points).cast("q").tolist()
    return list(zip(numbers[::2], numbers[1::2], strict=True))
