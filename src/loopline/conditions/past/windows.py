"""Windows: the part of the past that a call looks at, back from now, from a date on, or some time ago."""

from collections.abc import Callable
from typing import Final

from loopline.conditions.dates import duration_ms
from loopline.conditions.scope import Scope
from loopline.conditions.tree import ENTRY_AT, OF_SPANS, Call, Constant, Value

Between = tuple[int, int | None]
"""What happened after the first moment (ms) and, where there is a second one, not after that."""

Window = Callable[[Scope], Between | None]
"""Gives the bounds of a window; None where its beginning is not known."""

DAY_MS: Final = 86_400_000
LONGEST_PERIOD_MS: Final = {
    "day": 3 * DAY_MS,
    "week": 9 * DAY_MS,
    "month": 33 * DAY_MS,
    "quarter": 94 * DAY_MS,
    "year": 368 * DAY_MS,
}
"""How long ago a period of the calendar can have begun, and two days more: people move to other zones."""


def window_of(call: Call, since: Callable[[Scope], int | None] | None) -> Window | None:
    """The window of a call; None for all time. `since` gives the date (ms) from which on it looks, if it names one."""
    if since is not None:
        back = steps_back(call.since)

        def from_date(scope: Scope) -> Between | None:
            at = since(scope)
            return None if at is None else (at - back, None)

        return from_date
    if call.within is None:
        return None
    within, ago = duration_ms(call.within) or 0, ago_ms(call)
    if ago:
        return lambda scope: (scope.now - ago - within, scope.now - ago)
    return lambda scope: (scope.now - within, None)


def steps_back(since: Value | None) -> int:
    """1 where what happens at that ms counts, from a date on; 0 after an entry or an event, which does not count."""
    named = isinstance(since, Call) and since.name in ("first", "last")
    return 0 if named or since == ENTRY_AT else 1


def ago_ms(call: Call) -> int:
    """How long ago the window ends (ms)."""
    return duration_ms(call.ago) or 0 if call.ago else 0


def spans_of(call: Call) -> tuple[int, int]:
    """How long each stretch of time is (ms) that a call looks at, and how many there are, back from now."""
    span, times = call.args[1], call.args[2]
    assert isinstance(span, Constant) and isinstance(times, Constant)
    assert isinstance(span.value, str) and isinstance(times.value, int)
    return duration_ms(span.value) or 0, times.value


def memory_ms(call: Call) -> int | None:
    """For how long people have to remember what a call looks at (ms); None for good."""
    if call.within is not None:
        return (duration_ms(call.within) or 0) + ago_ms(call)
    if call.name in OF_SPANS:
        each, times = spans_of(call)
        return each * times
    if isinstance(call.since, Call) and call.since.name == "start_of":
        return LONGEST_PERIOD_MS[str(getattr(call.since.args[0], "value", ""))]
    return None
