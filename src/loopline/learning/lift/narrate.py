"""The verdict in plain words, for somebody who does not read statistics."""

from datetime import UTC, datetime
from math import isfinite

from loopline.learning.lift.rules import Reading

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
FAR_MS = 5 * 365 * 86_400_000  # no date is given beyond five years


def day(at: int, now: int) -> str:
    """A date as people say it, with the year only when it is not this year's: "3 March"."""
    then, today = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (at, now))
    return f"{then.day} {MONTHS[then.month - 1]}" + (f" {then.year}" if then.year != today.year else "")


def too_few(have: int, need: int, arm: str, expected: int | None, ends_at: int | None, now: int) -> str:
    """Not enough conversions, and when there will be."""
    text = f"Not enough data yet: {have} of {need} conversions in the {arm}"
    if expected is None:
        return f"{text}; no date can be given before the first conversion."
    if expected - now > FAR_MS:
        return f"{text}; not within five years at this pace. Hold out a larger share or choose a more frequent goal."
    text += f"; expected around {day(expected, now)}"
    if ends_at is not None and expected > ends_at:
        return f"{text}, after the planned end. Plan a later end or hold out a larger share."
    return f"{text}."


def shown(treated: float, held_out: float, reading: Reading) -> str:
    """A lift or a harm."""
    found = reading.conversion
    more = "more" if reading.direction > 0 else "fewer"
    sign = 1 if reading.direction > 0 else -1
    low, high = sorted((sign * found.low, sign * found.high))
    return (
        f"{'Lift' if reading.direction > 0 else 'Harm'}: {_rates(treated, held_out)}, "
        f"{_per_thousand(sign * found.estimate)} {more} in 1,000 ({_per_thousand(low)} to {_per_thousand(high)})."
    )


def not_shown(treated: float, held_out: float, reading: Reading, *, fraction: float | None, final: bool) -> str:
    """No difference so far, and how large a one would have been seen."""
    text = f"No difference seen: {_rates(treated, held_out)}"
    if fraction is not None and not final:
        text = f"{text}, with {min(fraction, 1.0):.0%} of the planned data"
    return with_detectable(f"{text}.", reading)


def with_detectable(text: str, reading: Reading) -> str:
    """The text, and what data like these would have shown: nothing that is larger than all people."""
    if not isfinite(reading.detectable) or reading.detectable >= 1:
        return text
    return f"{text} A difference of {_per_thousand(reading.detectable)} in 1,000 would most likely have been seen."


def _rates(treated: float, held_out: float) -> str:
    """Both rates."""
    return f"{treated:.2%} of the treated converted against {held_out:.2%} of the holdout"


def _per_thousand(difference: float) -> str:
    """A difference in rate as people in a thousand."""
    return f"{difference * 1000:.1f}"
