"""Durations as people write them ("14d", "90m") and as the core counts them (milliseconds)."""

from typing import Final

from loopline.model.errors import Invalid

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
DURATION_MAX: Final = 3_660 * DAY
UNITS: Final = {"ms": 1, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}


def parse_duration(text: str, *, at: str = "", signed: bool = False) -> int:
    """Milliseconds of "10s", "45m", "12h", "30d" or "2w"; at most ten years. Raises Invalid `duration_invalid`."""
    body = text.strip().replace(" ", "")
    sign = -1 if signed and body.startswith("-") else 1
    body = body[1:] if signed and body.startswith(("+", "-")) else body
    unit = body.lstrip("0123456789.")
    number = body[: len(body) - len(unit)]
    if unit not in UNITS or number.count(".") > 1 or not number.strip(".") or len(number) > 12:
        raise Invalid(
            "duration_invalid", f'"{text[:40]}" is no duration; write a number and a unit, such as "30d".', at=at
        )
    value = round(float(number) * UNITS[unit])
    if value > DURATION_MAX:
        raise Invalid("duration_too_long", f'"{text[:40]}" is longer than ten years.', at=at)
    return sign * value


def calendar_offset(text: str, *, at: str = "") -> tuple[int, int]:
    """A signed duration as whole calendar days and the milliseconds beyond them: "-1w" is (-7, 0), "36h" is (0, ...).

    Only what is written in days or weeks moves the calendar. Raises Invalid as `parse_duration` does.
    """
    ms = parse_duration(text, at=at, signed=True)
    if text.strip()[-1:] not in ("d", "w"):
        return 0, ms
    days = abs(ms) // DAY * (1 if ms >= 0 else -1)
    return days, ms - days * DAY


def duration_text(ms: int) -> str:
    """A duration (ms) as people write it, in its largest whole unit: 604,800,000 is "7d"."""
    unit = next(unit for unit in ("d", "h", "m", "s", "ms") if ms % UNITS[unit] == 0)
    return f"{ms // UNITS[unit]}{unit}"
