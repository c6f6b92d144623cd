"""What can be said for certain of a count of which only its bounds are known."""

import operator
from typing import Final

_OPS: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def truth_beyond(op: str, least: int, number: float) -> bool | None:
    """Whether `count op number` is decided when all that is known is that the count is `least` or more."""
    match op:
        case ">=" | "<":
            return (op == ">=") if least >= number else None
        case _:
            return (op in (">", "!=")) if least > number else None


def truth_between(op: str, least: int, most: int | None, number: float) -> bool | None:
    """Whether `count op number` is decided when the count is `least` at least, and `most` at most (None: no end)."""
    if most is None:
        return truth_beyond(op, least, number)
    if op in ("==", "!="):
        if least == most:
            return (least == number) is (op == "==")
        return None if least <= number <= most else op == "!="
    one, two = (_OPS[op](end, number) for end in (least, most))
    return one if one is two else None
