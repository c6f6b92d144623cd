"""When a condition can next change by time alone: between two breaks every part of it keeps its value."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from loopline.conditions.counted import keys_of
from loopline.conditions.dates import duration_ms
from loopline.conditions.dependencies import TIMED, is_timed
from loopline.conditions.evaluate import Ask, ask_of
from loopline.conditions.functions.calendar import PARTS, next_part, next_start
from loopline.conditions.past.sequences import gap_ms
from loopline.conditions.past.windows import ago_ms, spans_of
from loopline.conditions.scope import Scope
from loopline.conditions.tree import (
    OF_FIELDS,
    OF_SPANS,
    SEQUENCES,
    UNIT_MS,
    And,
    Call,
    Compare,
    Constant,
    In,
    Node,
    Not,
    Or,
    iter_nodes,
    name_of,
)
from loopline.conditions.values import Look, date_look
from loopline.model.history.amounts import NOTHING, Tally, times_of
from loopline.model.history.times import Forgotten
from loopline.model.localtime import LAST_MS
from loopline.model.signals.scores import score_trait, score_until

Seen = Callable[[Scope, str], tuple[Sequence[int], Forgotten | Tally | None]]
Break = Callable[[Scope], int | None]
"""Gives the first moment after scope.now at which a part changes; None for never."""

MOST_STEPS: Final = 64
"""At most this many breaks are tried for a real change; then the next one is given: a wake-up that may be idle."""


def next_change(ask: Ask, breaks: Break, scope: Scope) -> int | None:
    """The first break after scope.now at which the truth differs: exact within MOST_STEPS, never too late."""
    at = breaks(scope)
    if at is None or at > LAST_MS:
        return None  # of most people time alone changes nothing, and their truth need not be asked
    before = ask(scope)
    for step in range(MOST_STEPS):
        later = scope.at(at)
        if step == MOST_STEPS - 1 or ask(later) is not before:
            break
        at = breaks(later)
        if at is None or at > LAST_MS:
            return None
    return at


_NOW: Final = Call("now", ())


def _never(_scope: Scope) -> int | None:
    return None


def break_of(node: Node) -> Break | None:
    """The closure that finds the next break of a node; None when time alone never changes it."""
    if not any(is_timed(part) for part in iter_nodes(node)):
        return None
    match node:
        case And(parts=parts):
            return _unless(False, And, parts)
        case Or(parts=parts):
            return _unless(True, Or, parts)
        case Not(part=part):
            return break_of(part)
        case Compare():
            return _compare_break(node)
        case In(value=Call(name="now"), items=items):
            return _earliest([_crossing(date_look(Constant(item))) for item in items])
        case _:
            return _any_break(node)


def _unless(settled: bool, join: type[And] | type[Or], parts: tuple[Node, ...]) -> Break:
    """The breaks of the timed parts, unless the parts that time cannot change have settled the matter."""
    timed = _earliest([found for part in parts if (found := break_of(part))])
    still = ask_of(join(tuple(part for part in parts if break_of(part) is None)))
    return lambda scope: None if still(scope) is settled else timed(scope)


def _earliest(breaks: list[Break]) -> Break:
    if len(breaks) == 1:
        return breaks[0]

    def earliest(scope: Scope) -> int | None:
        found = [at for one in breaks if (at := one(scope)) is not None]
        return min(found) if found else None

    return earliest


def _compare_break(node: Compare) -> Break:
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if one == _NOW:
            return _beside(_crossing(date_look(other)), other) if other != _NOW else _never
        if isinstance(one, Call) and one.name in UNIT_MS and one.args[0] != _NOW and isinstance(other, Constant):
            return _beside(_threshold(date_look(one.args[0]), UNIT_MS[one.name], other), one.args[0])
    return _any_break(node)


def _beside(found: Break, date: Node) -> Break:
    """The break that is found for a date, and those at which the date itself changes."""
    return _earliest([found, *_breaks_in(date)])


def _crossing(date: Look) -> Break:
    """now() meets a date at that ms and has passed it one ms later."""

    def crossing(scope: Scope) -> int | None:
        at = date(scope)
        if at is None or at < scope.now:
            return None
        return at + 1 if at == scope.now else int(at)

    return crossing


def _threshold(date: Look, unit_ms: int, constant: Constant) -> Break:
    """The number of whole units reaches a constant, or goes past it; towards a date it does a millisecond later."""
    number = constant.value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return _never
    steps, late_ms = sorted((math.ceil(number), math.floor(number) + 1), reverse=unit_ms < 0), int(unit_ms < 0)

    def threshold(scope: Scope) -> int | None:
        at = date(scope)
        if at is None:
            return None
        return next((moment for step in steps if (moment := at + step * unit_ms + late_ms) > scope.now), None)

    return threshold


def _any_break(node: Node) -> Break:
    return _earliest(_breaks_in(node))


def _breaks_in(node: Node) -> list[Break]:
    return [_call_break(part) for part in iter_nodes(node) if isinstance(part, Call) and is_timed(part)]


def _call_break(call: Call) -> Break:
    if call.name in UNIT_MS and call.args[0] != _NOW:
        return _next_unit(date_look(call.args[0]), UNIT_MS[call.name])
    if call.name == "in_segment":
        return _segment_break(name_of(call))
    if call.name == "score":
        return _expiry(score_trait(name_of(call)))
    if call.name in PARTS:
        return lambda scope: next_part(scope.now, call.name, scope.zone)
    if call.name == "start_of":
        period = name_of(call)
        return lambda scope: next_start(scope.now, period, scope.zone)
    if call.name in OF_SPANS:
        (key,), (each, times) = keys_of(call), spans_of(call)
        return _earliest([_leaving(_times_seen, key, each * back) for back in range(1, times + 1)])
    if call.name in SEQUENCES:
        spans = [duration_ms(call.within) if call.within else None, gap_ms(call) if call.name in TIMED else None]
        return _earliest([_leaving(_amounts_seen, key, span) for key in keys_of(call) for span in spans if span])
    if call.within:
        seen = _amounts_seen if call.name in OF_FIELDS else _times_seen
        ago = ago_ms(call)
        edges = (ago, ago + (duration_ms(call.within) or 0)) if ago else (duration_ms(call.within) or 0,)
        return _earliest([_leaving(seen, key, edge) for key in keys_of(call) for edge in edges])
    return _never  # what is left is now() inside days_since(...), which is always zero


def _expiry(trait: str) -> Break:
    """A score is none any more from its `until` on."""

    def expiry(scope: Scope) -> int | None:
        until = score_until(scope.traits.get(trait))
        return until if until is not None and until > scope.now else None

    return expiry


def _next_unit(date: Look, unit_ms: int) -> Break:
    def next_unit(scope: Scope) -> int | None:
        at = date(scope)
        if at is None:
            return None
        units = (scope.now - at) // unit_ms
        return int(at + units * unit_ms + 1 if unit_ms < 0 else at + (units + 1) * unit_ms)

    return next_unit


def _times_seen(scope: Scope, key: str) -> tuple[Sequence[int], Forgotten | None]:
    return scope.seen(key)


def _amounts_seen(scope: Scope, key: str) -> tuple[Sequence[int], Tally | None]:
    amounts = scope.amounts.get(key, NOTHING)
    return times_of(amounts.points), amounts.gone


def _leaving(seen: Seen, key: str, within_ms: int) -> Break:
    """The oldest occurrence inside a window passes its edge, at its time + within exactly."""

    def leaving(scope: Scope) -> int | None:
        times, gone = seen(scope, key)
        if not times and gone is None:
            return None
        if gone is not None and gone.latest > scope.now - within_ms:
            return gone.latest + within_ms  # from then on the count is known, and all times that are kept are later
        index = bisect_right(times, scope.now - within_ms)
        return times[index] + within_ms if index < len(times) else None

    return leaving


def _segment_break(name: str) -> Break:
    def within_segment(scope: Scope) -> int | None:
        segment = scope.segments.get(name)
        return None if segment is None else segment.next_break(scope)

    return within_segment
