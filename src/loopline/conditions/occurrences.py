"""How often something happened, when first and last, and what it came to: what a person remembers, exact or unknown."""

import operator
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from loopline.conditions.counted import is_of_messages, key_of, keys_of
from loopline.conditions.past.windows import Between, Window, spans_of
from loopline.conditions.scope import Scope
from loopline.conditions.tree import Call
from loopline.model.history.amounts import NOTHING, ONE, Tally, amounts_after, both_tallies, tallied
from loopline.model.history.values import values_after

Look = Callable[[Scope], int | None]
Pick = Callable[[Scope, str], int | None]


def count_look(call: Call, window: Window | None) -> Look:
    """How often it was; None when that is not known."""
    if is_of_messages(call):
        return _count_messages(call, window)
    name = key_of(call)
    if window is None:
        return lambda scope: len(scope.times(name)) + _forgotten(scope, name)

    def look(scope: Scope) -> int | None:
        found = count_in(scope, name, window)
        return found[0] if found and found[1] else None

    return look


def _count_messages(call: Call, window: Window | None) -> Look:
    bounds = bounds_of(call, window)

    def look(scope: Scope) -> int | None:
        found = bounds(scope)
        return found[0] if found and found[0] == found[1] else None

    return look


def bounds_of(call: Call, window: Window | None) -> Callable[[Scope], tuple[int, int | None] | None]:
    """How often it was at least, and at most (None where the times of some are no longer known).

    None where it is not known since when it is asked.
    """
    keys = keys_of(call)

    def bounds(scope: Scope) -> tuple[int, int | None] | None:
        counts = [found for key in keys if (found := _known_count(scope, key, window))]
        if not counts:
            return None
        most = None if any(not exact for _, exact in counts) else sum(count for count, _ in counts)
        return counts[0][0], most

    return bounds


def _known_count(scope: Scope, key: str, window: Window | None) -> tuple[int, bool] | None:
    if window is None:
        return len(scope.times(key)) + _forgotten(scope, key), True
    return count_in(scope, key, window)


def _forgotten(scope: Scope, name: str) -> int:
    gone = scope.beyond(name)
    return gone.count if gone else 0


def count_in(scope: Scope, name: str, window: Window) -> tuple[int, bool] | None:
    """How often an event happened in a window, as far as its times are known; and whether that is all of it.

    None where it is not known when the window begins.
    """
    between = window(scope)
    return None if between is None else _count_between(scope, name, between)


def _count_between(scope: Scope, name: str, between: Between) -> tuple[int, bool]:
    times, gone = scope.seen(name)
    start, end = _places(times, between)
    is_known = gone is None or gone.latest <= between[0]
    return (end - start, is_known) if is_known or between[1] is None else (0, False)


def _places(times: Sequence[int], between: Between) -> tuple[int, int]:
    """Where in ascending times a window begins, and where it ends."""
    after, until = between
    return bisect_right(times, after), len(times) if until is None else bisect_right(times, until)


def first_look(call: Call, window: Window | None) -> Look:
    """When it was for the first time (ms)."""

    def first(scope: Scope, name: str) -> int | None:
        times, gone = scope.seen(name)
        return gone.first if gone else times[0] if times else None

    def first_in(scope: Scope, name: str) -> int | None:
        return _picked(scope, name, window, 0)

    return _sure(call, first if window is None else first_in, operator.lt)


def last_look(call: Call, window: Window | None) -> Look:
    """When it was last (ms)."""

    def last(scope: Scope, name: str) -> int | None:
        times = scope.times(name)
        return times[-1] if times else None

    def last_in(scope: Scope, name: str) -> int | None:
        return _picked(scope, name, window, -1)

    return _sure(call, last if window is None else last_in, operator.gt)


def _picked(scope: Scope, name: str, window: Window | None, place: int) -> int | None:
    """The first or the last time in a window (ms); None where there is none, or where an unknown one could be it."""
    between = window(scope) if window else None
    if between is None:
        return None
    times, gone = scope.seen(name)
    start, end = _places(times, between)
    is_newest = place < 0 and between[1] is None
    if start >= end or (gone is not None and gone.latest > between[0] and not is_newest):
        return None
    return times[start if place == 0 else end - 1]


def _sure(call: Call, pick: Callable[[Scope, str], int | None], goes_before: Callable[[int, int], bool]) -> Look:
    """The time that is picked, unless one of which it is not known whether it counts would be picked before it."""
    keys = keys_of(call)
    if len(keys) == 1:
        return lambda scope: pick(scope, keys[0])

    def look(scope: Scope) -> int | None:
        sure, doubtful = pick(scope, keys[0]), pick(scope, keys[1])
        return None if sure is not None and doubtful is not None and goes_before(doubtful, sure) else sure

    return look


def spans_look(call: Call, _window: Window | None) -> Look:
    """The least, or the largest, count of several stretches of time; None where one of them is not known."""
    name, (each, times), pick = key_of(call), spans_of(call), min if call.name == "min_count" else max

    def look(scope: Scope) -> int | None:
        known, gone = scope.seen(name)
        if gone is not None and gone.latest > scope.now - each * times:
            return None
        places = [*(bisect_right(known, scope.now - each * back) for back in range(times, 0, -1)), len(known)]
        return pick(end - start for start, end in pairwise(places))

    return look


def distinct_look(call: Call, window: Window | None) -> Look:
    """How many different values there were; None where it is not known."""
    key = key_of(call)

    def look(scope: Scope) -> int | None:
        values = scope.amounts.get(key, NOTHING)
        if window is None:
            return values_after(values)
        between = window(scope)
        return None if between is None else values_after(values, between[0])

    return look


_PICKS: Final[dict[str, Callable[[Tally], float]]] = {
    "sum": lambda tally: float(tally.total) / ONE,
    "avg": lambda tally: float(tally.total) / ONE / tally.count,
    "min": lambda tally: tally.least / ONE,
    "max": lambda tally: tally.most / ONE,
}


def amount_look(call: Call, window: Window | None) -> Callable[[Scope], float | None]:
    """What the amounts come to; None where it is not known, and for what there is none of, but of a sum."""
    key, pick, is_sum = key_of(call), _PICKS[call.name], call.name == "sum"

    def look(scope: Scope) -> float | None:
        amounts = scope.amounts.get(key, NOTHING)
        if window is None:
            found, is_known = both_tallies(amounts.gone, tallied(amounts.points)), True
        else:
            between = window(scope)
            found, is_known = amounts_after(amounts, *between) if between else (None, False)
        if not is_known:
            return None
        if found is None:
            return 0.0 if is_sum else None
        return pick(found)

    return look
