"""What the functions of the language make of numbers; None is unknown."""

import math
from typing import Any, Final

LIMIT: Final = 1e300
DIGITS_MAX: Final = 6


def rounded(number: Any, digits: int = 0) -> float | None:
    """A number to so many digits after the point; a half goes up. Calculated as in SQL, so that both give the same."""
    if type(number) not in (int, float):
        return None
    try:
        scaled = float(number) * 10.0**digits + 0.5
        result = float(math.floor(scaled)) / 10.0**digits
    except ArithmeticError:  # an int that no float can hold, or one that becomes too large
        return None
    return result if -LIMIT < result < LIMIT else None
