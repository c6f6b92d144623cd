"""The places that the limits of a journey leave: in any 60 minutes, in any 24 hours, and in all.

Entries are with_entries by the minute and by the quarter of an hour. A span counts until its last moment is out of the
window, so no window ever holds more than its limit; a place frees up to one span later than it might.
"""

from typing import Final

from loopline.model.admission.ledger import EntryLedger, Tally
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.entry.limits import EntryLimits

HOUR_SPAN: Final = MINUTE
DAY_SPAN: Final = 15 * MINUTE
ALL: Final = 1 << 60
"""As many places as are asked for."""


def places_now(ledger: EntryLedger, limits: EntryLimits, now: int) -> int:
    """How many may enter at a time (ms)."""
    return min(
        limits.total - ledger.let_in if limits.total else ALL,
        limits.per_hour - _within(ledger.hours, now, HOUR, HOUR_SPAN) if limits.per_hour else ALL,
        limits.per_day - _within(ledger.days, now, DAY, DAY_SPAN) if limits.per_day else ALL,
    )


def frees_at(ledger: EntryLedger, limits: EntryLimits, now: int) -> int:
    """When the rates have a place again (ms), if nobody enters before; `now` where they have."""
    of_hour = _frees(ledger.hours, limits.per_hour, HOUR, HOUR_SPAN) if limits.per_hour else now
    of_day = _frees(ledger.days, limits.per_day, DAY, DAY_SPAN) if limits.per_day else now
    return max(now, of_hour, of_day)


def with_entries(tally: Tally, at: int, count: int, window: int, span: int) -> Tally:
    """The tally with so many entries more (or fewer) at a time, without spans that are out of the window by then."""
    kept = {number: n for number, n in tally if (number + 1) * span > at - window}
    number = at // span
    if number in kept or count > 0:
        kept[number] = max(0, kept.get(number, 0) + count)
    return tuple(sorted((number, n) for number, n in kept.items() if n))


def without(tally: Tally, at: int, count: int, span: int) -> Tally:
    """The tally without so many entries of the span that a time is in."""
    number = at // span
    return tuple((one, n - count if one == number else n) for one, n in tally if one != number or n > count)


def _within(tally: Tally, now: int, window: int, span: int) -> int:
    return sum(n for number, n in tally if (number + 1) * span > now - window)


def _frees(tally: Tally, limit: int, window: int, span: int) -> int:
    over, at = sum(n for _, n in tally) - limit + 1, 0
    for number, n in tally:
        if over <= 0:
            break
        over, at = over - n, (number + 1) * span + window
    return at
