"""One event after another: of each value in a field, when both were there last, as a person remembers values."""

import math
from collections.abc import Callable
from typing import Final

from loopline.conditions.counted import keys_of
from loopline.conditions.dates import duration_ms
from loopline.conditions.past.windows import Window
from loopline.conditions.scope import Scope, Truth
from loopline.conditions.tree import Call, name_of
from loopline.model.history.amounts import NOTHING, Amounts

GAP: Final = 3
"""The place of the time that may lie between the two, among what is given."""


def gap_ms(call: Call) -> int | None:
    """How long after the first event the second one may come (ms); None: whenever it comes."""
    return duration_ms(name_of(call, GAP)) if len(call.args) > GAP else None


def sequence_look(call: Call, window: Window | None) -> Callable[[Scope], Truth]:
    """Whether some value was followed, or was not and its time is over; None where values are not known any more."""
    first, second = keys_of(call)
    gap, is_absent = gap_ms(call), call.name == "not_followed"

    def look(scope: Scope) -> Truth:
        between = window(scope) if window else (-math.inf, None)
        if between is None:
            return None
        begun, after = scope.amounts.get(first, NOTHING), scope.amounts.get(second, NOTHING)
        if any(one.gone is not None and one.gone.latest > between[0] for one in (begun, after)):
            return None
        last = {value: at for at, value in _pairs(after)}
        pairs = ((at, last.get(value)) for at, value in _pairs(begun) if at > between[0])
        if is_absent:
            return any(at + (gap or 0) <= scope.now and (then is None or then < at) for at, then in pairs)
        return any(then is not None and at <= then and (gap is None or then <= at + gap) for at, then in pairs)

    return look


def _pairs(values: Amounts) -> list[tuple[int, int]]:
    numbers = memoryview(values.points).cast("q").tolist() if values.points else []
    return list(zip(numbers[::2], numbers[1::2], strict=True))
