"""How often something happened, when first and last, and what it came to: what a person remembers, exact or unknown."""

import operator
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from loopline.conditions.counted import is_of_messages, key_of, keys_of
from loopline.conditions.dates import duration_ms
from loopline.conditions.scope import Scope
from loopline.conditions.tree import Call
from loopline.model.history.amounts import NOTHING, ONE, Tally, amounts_after, both_tallies, tallied

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


_PICKS: Final[dict[str, Callable[[Tally], float]]] = {
    "sum": lambda tally: float(tally.total) / ONE,
    "avg": lambda tally: float(tally.total) / ONE / tally.count,
    "min": lambda tally: tally.least / ONE,
    "max": lambda tally: tally.most / ONE,
}


def amount_look(call: Call) -> Callable[[Scope], float | None]:
    """What the amounts come to; None where it is not known, and for what there is none of, but of a sum."""
    key, pick, is_sum = key_of(call), _PICKS[call.name], call.name == "sum"
    within = duration_ms(call.within) if call.within else None

    def look(scope: Scope) -> float | None:
        amounts = scope.amounts.get(key, NOTHING)
        if within is None:
            found, is_known = both_tallies(amounts.gone, tallied(amounts.points)), True
        else:
            found, is_known = amounts_after(amounts, scope.now - within)
        if not is_known:
            return None
        if found is None:
            return 0.0 if is_sum else None
        return pick(found)

    return look
