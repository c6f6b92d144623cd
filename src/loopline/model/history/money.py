"""An amount of money as programs send it: a number, or a text that is one."""

import re
from typing import Any, Final

AMOUNT_TEXT: Final = " *(-|)[0-9]{1,20}([.][0-9]{1,20}|) *"
"""What a text reads like that is an amount: "19.90". Marks of thousands and a decimal comma mean different numbers in
different countries, so nobody guesses at them."""

_amount_text: Final = re.compile(AMOUNT_TEXT)


def amount_in(value: Any) -> float | None:
    """The amount that a property holds, JSON of the customer's; None for what is none.

    `conditions/sql/of_event.py` says the same in SQL.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return float(value) if _amount_text.fullmatch(value) else None
    return float(value) if isinstance(value, int | float) else None
