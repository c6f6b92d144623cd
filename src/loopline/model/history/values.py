"""Different values that events have had in a field: of each when it was there last, the newest ones.

They stand as amounts do, a time (ms) and eight bytes: a digest of the value in the place of the amount. Those for which
there is no room leave nothing but the time of the last of them.
"""

import math
import struct
from bisect import bisect_right
from hashlib import blake2b
from typing import Any, Final

from loopline.model.history.amounts import AMOUNTS_MAX, POINT_BYTES, Amounts, Tally, packed_points, times_of

LARGEST_NUMBER: Final = 1e300


def value_digest(value: Any) -> int | None:
    """A JSON value in eight bytes; None for what is no text, number, true or false. 1 and 1.0 are the same."""
    match value:
        case bool():
            said = b"b1" if value else b"b0"
        case str():
            said = b"s" + value.encode("utf-8", "surrogatepass")
        case int() | float() if -LARGEST_NUMBER < value < LARGEST_NUMBER:
            said = b"n" + struct.pack("<d", float(value) + 0.0)
        case _:
            return None
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "little", signed=True)


def with_value(values: Amounts, at: int, digest: int) -> Amounts:
    """These and one that was there at a time (ms)."""
    numbers = memoryview(values.points).cast("q").tolist() if values.points else []
    digests = numbers[1::2]
    points = values.points
    if digest in digests:
        place = digests.index(digest)
        if numbers[2 * place] >= at:
            return values
        points = points[: place * POINT_BYTES] + points[(place + 1) * POINT_BYTES :]
    place = bisect_right(times_of(points), at) * POINT_BYTES
    return newest_values(Amounts(points[:place] + packed_points([(at, digest)]) + points[place:], values.gone))


def newest_values(values: Amounts, most: int = AMOUNTS_MAX) -> Amounts:
    """These with so many at most: of the others it is only known when the last of them was there."""
    surplus = len(values.points) // POINT_BYTES - most
    if surplus <= 0:
        return values
    latest = times_of(values.points)[surplus - 1]
    gone = Tally(surplus, 0, 0, 0, latest)
    return Amounts(values.points[surplus * POINT_BYTES :], _both_gone(values.gone, gone))


def both_values(one: Amounts, two: Amounts) -> Amounts:
    """What two have who are one."""
    latest: dict[int, int] = {}
    for points in (one.points, two.points):
        numbers = memoryview(points).cast("q").tolist() if points else []
        for at, digest in zip(numbers[::2], numbers[1::2], strict=True):
            latest[digest] = max(at, latest.get(digest, at))
    pairs = sorted((at, digest) for digest, at in latest.items())
    return newest_values(Amounts(packed_points(pairs), _both_gone(one.gone, two.gone)))


def values_after(values: Amounts, moment: float = -math.inf) -> int | None:
    """How many different ones there were after a moment (ms); None where some are not known any more."""
    if values.gone is not None and values.gone.latest > moment:
        return None
    times = times_of(values.points)
    return len(times) - bisect_right(times, moment)


def _both_gone(one: Tally | None, two: Tally | None) -> Tally | None:
    if one is None or two is None:
        return one or two
    return Tally(one.count + two.count, 0, 0, 0, max(one.latest, two.latest))
