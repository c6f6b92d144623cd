"""How often something happened, and when first and last: what a person remembers, exact or unknown."""

import operator
from bisect import bisect_right
from collections.abc import Callable

from loopline.conditions.counted import is_of_messages, key_of, keys_of
from loopline.conditions.dates import duration_ms
from loopline.conditions.scope import Scope
from loopline.conditions.tree import Call

Look = Callable[[Scope], int | None]
Pick = Callable[[Scope, str], int | None]


def count_look(call: Call) -> Look:
    """How often it was; None when that is not known."""
    if is_of_messages(call):
        return _count_messages(call)
    name = key_of(call)
    if call.within is None:
        return lambda scope: len(scope.times(name)) + _forgotten(scope, name)
    within = duration_ms(call.within) or 0

    def look(scope: Scope) -> int | None:
        count, exact = count_within(scope, name, within)
        return count if exact else None

    return look


def _count_messages(call: Call) -> Look:
    bounds = bounds_of(call)

    def look(scope: Scope) -> int | None:
        least, most = bounds(scope)
        return least if least == most else None

    return look


def bounds_of(call: Call) -> Callable[[Scope], tuple[int, int | None]]:
    """How often it was at least, and at most: None where the times of some are no longer known."""
    keys, within = keys_of(call), duration_ms(call.within) if call.within else None

    def bounds(scope: Scope) -> tuple[int, int | None]:
        counts = [_known_count(scope, key, within) for key in keys]
        most = None if any(not exact for _, exact in counts) else sum(count for count, _ in counts)
        return counts[0][0], most

    return bounds


def _known_count(scope: Scope, key: str, within_ms: int | None) -> tuple[int, bool]:
    if within_ms is None:
        return len(scope.times(key)) + _forgotten(scope, key), True
    return count_within(scope, key, within_ms)


def _forgotten(scope: Scope, name: str) -> int:
    gone = scope.beyond(name)
    return gone.count if gone else 0


def count_within(scope: Scope, name: str, within_ms: int) -> tuple[int, bool]:
    """How often an event happened in a window, as far as its times are known; and whether that is all of it."""
    times, gone = scope.times(name), scope.beyond(name)
    since = scope.now - within_ms
    count = len(times) - bisect_right(times, since)
    return count, gone is None or gone.latest <= since


def first_look(call: Call) -> Look:
    """When it was for the first time (ms)."""

    def first(scope: Scope, name: str) -> int | None:
        times, gone = scope.times(name), scope.beyond(name)
        return gone.first if gone else times[0] if times else None

    return _sure(call, first, operator.lt)


def last_look(call: Call) -> Look:
    """When it was last (ms)."""

    def last(scope: Scope, name: str) -> int | None:
        times = scope.times(name)
        return times[-1] if times else None

    return _sure(call, last, operator.gt)


def _sure(call: Call, pick: Callable[[Scope, str], int | None], goes_before: Callable[[int, int], bool]) -> Look:
    """The time that is picked, unless one of which it is not known whether it counts would be picked before it."""
    keys = keys_of(call)
    if len(keys) == 1:
        return lambda scope: pick(scope, keys[0])

    def look(scope: Scope) -> int | None:
        sure, doubtful = pick(scope, keys[0]), pick(scope, keys[1])
        return None if sure is not None and doubtful is not None and goes_before(doubtful, sure) else sure

    return look
