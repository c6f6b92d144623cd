"""Durations such as 30d as milliseconds, and dates as people read them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from loopline.model.localtime import FIRST_MS, LAST_MS

_UNITS: Final = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_DURATION: Final = re.compile(r"([0-9]{1,9})([smhdw])")
LONGEST_MS: Final = 100 * 366 * 86_400_000


def duration_ms(text: str) -> int | None:
    """`30d`, `12h`, `45m`, `10s`, `2w` in ms; None when it is none of these, is zero, or is over 100 years."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    length = int(found[1]) * _UNITS[found[2]]
    return length if 0 < length <= LONGEST_MS else None


def iso_text(ms: int) -> str:
    """A date as people read it: 2026-01-31T09:00:00Z, with ms only where there are any."""
    if not FIRST_MS <= ms <= LAST_MS:
        return str(ms)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds").replace("+00:00", "Z")
