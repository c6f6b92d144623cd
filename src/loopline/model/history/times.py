"""When something happened, again and again: the newest times one by one, the others as a total, a first and a last.

Times ascend, in ms, and stand packed in eight bytes each, in the machine's own order, which is little-endian wherever
Loopline runs: so that one more costs one small copy.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from struct import Struct as Format
from typing import Final

from msgspec import Struct

Times = bytes | tuple[int, ...]
"""Ascending times; records of older versions have them as numbers."""

TIME_BYTES: Final = 8
HISTORY_MAX: Final = 1_000
"""So many times of one event are known of a person, the newest ones; the others are counted."""

KEPT_BYTES: Final = HISTORY_MAX * TIME_BYTES
SPARE_BYTES: Final = 64 * TIME_BYTES
"""So many more may stand in a record before the oldest are only counted: that is done for 64 at once."""

_ONE: Final = Format("q")
_pack, _read = _ONE.pack, _ONE.unpack_from


class Forgotten(Struct, frozen=True, gc=False, array_like=True):
    """Occurrences of one event beyond those whose times are kept: how many, and the first and the last of them (ms)."""

    count: int
    first: int
    latest: int


def packed(times: Iterable[int]) -> bytes:
    """These times, which ascend, as bytes."""
    return array("q", times).tobytes()


def times_in(times: bytes | Sequence[int]) -> Sequence[int]:
    """The times, packed or not, as numbers; nothing is copied."""
    return memoryview(times).cast("q") if isinstance(times, bytes) else times


def with_time(times: bytes, at: int) -> bytes:
    """The times with one more in its place."""
    if not times or _read(times, len(times) - TIME_BYTES)[0] <= at:
        return times + _pack(at)
    place = bisect_right(times_in(times), at) * TIME_BYTES
    return times[:place] + _pack(at) + times[place:]


def later_than(times: bytes, since: int) -> bytes:
    """The times after a moment (ms)."""
    if not times or _read(times)[0] > since:
        return times
    return times[bisect_right(times_in(times), since) * TIME_BYTES :]


def newest_times(times: bytes, gone: Forgotten | None, most: int = HISTORY_MAX) -> tuple[bytes, Forgotten | None]:
    """The newest of these times, `most` of them, and what is only counted: `gone`, and the others."""
    surplus = len(times) // TIME_BYTES - most
    if surplus <= 0:
        return times, gone
    others = times_in(times[: surplus * TIME_BYTES])
    return times[surplus * TIME_BYTES :], together(gone, Forgotten(surplus, others[0], others[-1]))


def together(one: Forgotten | None, two: Forgotten | None) -> Forgotten | None:
    """What is only counted here and there, as one."""
    if one is None or two is None:
        return one or two
    return Forgotten(one.count + two.count, min(one.first, two.first), max(one.latest, two.latest))
