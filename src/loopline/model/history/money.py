"""An amount of money as programs send it: a number, or a text that is one."""

import re
from typing import Any, Final

from loopline.model.history.amounts import LARGEST

NUMBER_TEXT: Final = r"\s*[+-]{0,1}[0-9]{1,30}([.][0-9]{1,30}){0,1}\s*"
"""What a text that is a number reads like: "19.90". Marks of thousands and a decimal comma mean different numbers in
different countries, so nobody guesses at them. Without a question mark, which is a parameter in SQL."""

NUMBER: Final = re.compile(NUMBER_TEXT, re.ASCII)


def amount_in(value: Any) -> float | None:
    """The amount that a property holds, JSON of the customer's; None for what is none, or is no money: 1e12 and more.

    `conditions/sql/of_event.py` says the same in SQL.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _bounded(float(value)) if NUMBER.fullmatch(value) else None
    return _bounded(value) if isinstance(value, int | float) else None


def _bounded(value: float) -> float | None:
    return float(value) if -LARGEST < value < LARGEST else None
