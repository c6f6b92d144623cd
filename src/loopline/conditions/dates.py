"""Durations such as 30d, and dates written in ISO 8601, as milliseconds."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

_UNITS: Final = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_DURATION: Final = re.compile(r"([0-9]{1,9})([smhdw])")
LONGEST_MS: Final = 100 * 366 * 86_400_000
FIRST_MS: Final = -62_135_596_800_000
LAST_MS: Final = 253_402_300_799_999
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()

ISO_PATTERN: Final = (
    r"([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?"
    r"(?:Z|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))?)?"
)
"""Written for Python's re and for RE2 alike, so that the SQL of a condition reads dates in the same way."""
_ISO: Final = re.compile(ISO_PATTERN)


def duration_ms(text: str) -> int | None:
    """`30d`, `12h`, `45m`, `10s`, `2w` in ms; None when it is none of these, is zero, or is over 100 years."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    length = int(found[1]) * _UNITS[found[2]]
    return length if 0 < length <= LONGEST_MS else None


def iso_ms(text: str) -> int | None:
    """An ISO 8601 date or date-time (years 1000 to 9999) in ms; UTC when no zone is written; otherwise None."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    day, hour, minute, second, fraction, sign, zone_hour, zone_minute = found.groups()
    try:
        days = date(int(day[:4]), int(day[5:7]), int(day[8:])).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    ms = days * 86_400_000 + int(hour or 0) * 3_600_000 + int(minute or 0) * 60_000 + int(second or 0) * 1_000
    if fraction:
        ms += int(fraction[:3].ljust(3, "0"))
    if sign:
        offset = int(zone_hour) * 3_600_000 + int(zone_minute) * 60_000
        ms += -offset if sign == "+" else offset
    return ms if FIRST_MS <= ms <= LAST_MS else None


def date_of(value: object) -> int | None:
    """A date in ms from an ISO string or from whole ms; None for anything else, and outside the years 1 to 9999."""
    if type(value) is int:
        return value if FIRST_MS <= value <= LAST_MS else None
    return iso_ms(value) if type(value) is str else None


def iso_text(ms: int) -> str:
    """A date as people read it: 2026-01-31T09:00:00Z, with ms only where there are any."""
    if not FIRST_MS <= ms <= LAST_MS:
        return str(ms)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds").replace("+00:00", "Z")
