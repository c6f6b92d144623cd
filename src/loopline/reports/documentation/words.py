"""Words that several sections use."""

import re
from typing import Final

SPAN: Final = re.compile(r"(\d+)\s*(d|h|m|s|w)")
UNITS: Final = {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"}


def span(text: str) -> str:
    """A duration as people say it: "2d" is "2 days", "1d12h" is "1 day 12 hours"; what is none is left as it is."""
    found = SPAN.findall(text)
    if "".join(f"{count}{unit}" for count, unit in found) != text.replace(" ", ""):
        return text
    return " ".join(f"{int(count)} {UNITS[unit]}{'' if int(count) == 1 else 's'}" for count, unit in found)


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
